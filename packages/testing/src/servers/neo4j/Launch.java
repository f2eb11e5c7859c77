import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.configuration.ssl.SslPolicyConfig;
import org.neo4j.configuration.ssl.SslPolicyScope;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.io.ByteUnit;

/**
 * java Launch FOLDER PORT [CERTIFICATES]: a Neo4j that speaks Bolt on 127.0.0.1, also with TLS where there is a folder with cert.pem and key.pem. Each line on stdin is the new password of the user `neo4j`; the first one makes it ready.
 * When stdin ends, whoever started it is gone, and so is it.
 */
public class Launch {
  public static void main(String[] args) throws Exception {
    SocketAddress address = new SocketAddress("127.0.0.1", Integer.parseInt(args[1]));
    DatabaseManagementServiceBuilder builder = new DatabaseManagementServiceBuilder(Path.of(args[0]))
        .setConfig(BoltConnector.enabled, true)
        .setConfig(BoltConnector.listen_address, address)
        .setConfig(BoltConnector.advertised_address, address) // where neo4j:// is sent to
        .setConfig(GraphDatabaseSettings.auth_enabled, true)
        .setConfig(GraphDatabaseSettings.pagecache_memory, ByteUnit.mebiBytes(64))
        .setConfig(GraphDatabaseSettings.preallocate_logical_logs, false); // a quarter of a gigabyte otherwise
    if (args.length > 2) {
      SslPolicyConfig bolt = SslPolicyConfig.forScope(SslPolicyScope.BOLT);
      Path certificates = Path.of(args[2]).toAbsolutePath();
      builder
          .setConfig(BoltConnector.encryption_level, BoltConnector.EncryptionLevel.OPTIONAL)
          .setConfig(bolt.enabled, true)
          .setConfig(bolt.base_directory, certificates)
          .setConfig(bolt.private_key, certificates.resolve("key.pem"))
          .setConfig(bolt.public_certificate, certificates.resolve("cert.pem"));
    }
    DatabaseManagementService server = builder.build();
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
