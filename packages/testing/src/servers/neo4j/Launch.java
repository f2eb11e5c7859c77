import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.io.ByteUnit;

/**
 * java Launch FOLDER PORT: a Neo4j that speaks Bolt on 127.0.0.1. Each line on stdin is the new password of the user `neo4j`; the first one makes it ready.
 * When stdin ends, whoever started it is gone, and so is it.
 */
public class Launch {
  public static void main(String[] args) throws Exception {
    DatabaseManagementService server = new DatabaseManagementServiceBuilder(Path.of(args[0]))
        .setConfig(BoltConnector.enabled, true)
        .setConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", Integer.parseInt(args[1])))
        .setConfig(GraphDatabaseSettings.auth_enabled, true)
        .setConfig(GraphDatabaseSettings.pagecache_memory, ByteUnit.mebiBytes(64))
        .setConfig(GraphDatabaseSettings.preallocate_logical_logs, false) // a quarter of a gigabyte otherwise
        .build();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String password = lines.readLine(); password != null; password = lines.readLine()) {
      try {
        server.database("system").executeTransactionally("ALTER USER neo4j SET PASSWORD $password CHANGE NOT REQUIRED", Map.of("password", password));
      } catch (RuntimeException refused) {
        if (!String.valueOf(refused.getMessage()).contains("cannot be the same")) throw refused;
      }
      System.out.println("password set");
    }
    System.exit(0);
  }
}
