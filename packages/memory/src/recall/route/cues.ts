/** A kind of words by which a question gives away where its answer lies. */
export interface Cue {
  readonly name: string;
  readonly pattern: RegExp;
  /** What the words speak of, for the reason. */
  readonly says: string;
}

/** What is told from the words of a question alone. The weights, per source, are in `models/route.json`. */
export const CUES: readonly Cue[] = [
  { name: 'task', pattern: /\b(?:to-?dos?|tasks?|chores?|errands?|check-?lists?|backlog|action items?|tickets?|next steps?|on (?:my|the|our) (?:list|plate|agenda)|tick(?:ed)? off|cross(?:ed)? off|jobs for|launch tasks|stuff|items)\b/i, says: 'tasks' },
  { name: 'taskState', pattern: /\b(?:open|pending|unfinished|overdue|outstanding|unchecked|remaining|remains|left|completed?|finished|done|urgent|priorit\w+|not yet|still|blocking|assigned?|deadlines?|due|late|status|waiting|put off|upcoming|important|plans? for)\b/i, says: 'what is open or done' },
  { name: 'duty', pattern: /\b(?:(?:do|did|should|must|have|need|plan(?:ned)?|supposed|forgotten) (?:i |we )?(?:to |do\b|still|buy|owe|work)|i (?:have|need) to|work on|remind(?:er)?\b(?! me what| me of what)|happen before|(?:not|don't) (?:let me )?forget|takes care|get round to|tomorrow|weekend|promise to)/i, says: 'something to be done' },
  { name: 'speech', pattern: /\b(?:sa(?:y|id|ys)|t(?:ell|old)|mention(?:ed)?|ask(?:ed|ing)?|repl(?:y|ied)|respon(?:d|ded|se)|answer(?:ed)?|suggest(?:ed)?|recommend(?:ed)?|agreed?|promised?|explained|complain(?:ed|s)?|announced|wrote|quote|words|comments?|feedback|advice|objections?|argu(?:ed|ments?)|brought up|opinion|thinks?|wording|apolog\w+|accept(?:ed)?|advise[ds]?|proposed?|reaction|unhappy|against|won)\b/i, says: 'what somebody said' },
  { name: 'talk', pattern: /\b(?:conversations?|chat(?:s|ted|ting)?|discuss(?:ed|ing|ions?)?|talk(?:ed|ing)?|spoke|debated?|messages?|thread|standup|call|channel|sessions?|meeting|recap|left off|settled?(?: on)?|exchange|dialogue|spoken?|speak|topics|go on)\b/i, says: 'a conversation' },
  { name: 'youAndMe', pattern: /\b(?:(?:did|have|has|were|was) (?:i|you|we|anyone|someone|they|the user|the client)|you (?:said|told|gave|suggested|mentioned|answered|explained)|my (?:question|words|mind|proposal)|the (?:user|assistant|client))\b/i, says: 'the two of you' },
  { name: 'lately', pattern: /\b(?:yesterday|earlier|before lunch|last (?:week|time|session|message|conversation|thing)|this morning|so far|lately|previous(?:ly)?|on monday|monday's|today)\b/i, says: 'a moment in the past' },
  { name: 'code', pattern: /\b(?:code|snippets?|functions?|regex|one-liner|scripts?|class|method|implement(?:ed|ation|ing)?|algorithm|helper|decorator|hook|template|loop|query|queries|library|libraries|syntax\w*|compile\w*|unit tests?|dockerfile|yaml|sql|api call|css|makefile|manifest|fixture|generic|iterator|factory|mock|implementations?|versions? of|approach)\b/i, says: 'code' },
  { name: 'language', pattern: /\b(?:python|typescript|javascript|rust|bash|shell|java|node|react|pandas|express|go routine|golang|go|zig|kotlin|jest|pytest|css|kubernetes|graphql|docker|terraform|c\+\+|in c|sql|regex)\b/i, says: 'a programming language' },
  { name: 'attempt', pattern: /\b(?:attempts?|tried|tries|passed|failed|succe(?:ss|ed)\w*|went wrong|worked|fastest|best performing|solved?|solution|generat\w+|pass(?:es)? the tests?)\b/i, says: 'attempts at something' },
  { name: 'error', pattern: /\b(?:\w*(?:Error|Exception)|errors?|traceback|stack trace|timeout|throws?|segfault|overflow|off-by-one|null check|wrong output)\b/, says: 'an error' },
  { name: 'symbol', pattern: /\w+\(\)|\b[a-z]+_[a-z_]+\b|\b[a-z]+[A-Z][A-Za-z]+\b|\.(?:py|js|ts|rs|go|sh|sql)\b|\bO\(\w+\)/, says: 'a name out of code' },
  { name: 'technique', pattern: /\b(?:parse[rs]?|parsing|sort\w*|arrays?|strings?|lists?|dictionar\w+|tree|cache|queue|binary|matrix|prime|checksums?|debounce|memoi[sz]e|retry|backoff|async|promise|uuid|palindrome|deduplicate|flatten|reverse|convert|merge|validat\w+|rotat\w+|iterat\w+|concurrency|worker pool)\b/i, says: 'a programming technique' },
  { name: 'relation', pattern: /\b(?:relat(?:ed|es?|ion|ionship)s?|link(?:ed|s)?|connect(?:ed|ions?|s)?|associated|tied|adjacent|neighbou?rs?|similar (?:documents?|notes?|to)|belongs? to|part of|parts|consists?|hops?|graph|around|attached|neighbourhood|closest|cluster|map of|ties|hangs? off|shared)\b/i, says: 'how things hang together' },
  { name: 'dependence', pattern: /\b(?:depend(?:s|encies|ency|ing)?|rel(?:y|ies) on|prerequisites?|downstream|upstream|affected|impact|breaks?|supersede[sd]?|replaced|contradicts?|derived?|based on|references?|points? to|leads? from|path|chain|sources of|behind|builds? (?:up)?on|contradicting|conflict|overrides?|consumers?|dependents|lineage|ancestors|result of|follows? from|came before|lead|mentions?|orphaned|relies|notice if|went away|go away)\b/i, says: 'what rests on what' },
  { name: 'document', pattern: /\b(?:documents?|docs?|notes?|memo|pages?|runbook|handbook|policy|policies|guide|spec(?:ification)?|records?|report|glossary|plan|overview|architecture|procedure|criteria|goals|calendar|rules|requirements|preferences|convention|standard|definition|reasons?)\b/i, says: 'a document' },
  { name: 'fileName', pattern: /\b[\w/-]+\.(?:md|txt|rst|adoc|pdf|docx?)\b/i, says: 'a file by its name' },
  { name: 'factual', pattern: /^(?:what(?:'s| is| are| does| do we know)|which|how (?:long|many|much|is|are|does|do (?:i|we|you) get)|where (?:is|are)|explain|describe|is there|why (?:was|were|is))\b/i, says: 'a fact' },
  { name: 'who', pattern: /^(?:who|whose|when did|did (?:anyone|someone|you|i|the))\b/i, says: 'a person' },
  { name: 'howTo', pattern: /^(?:how (?:to|did we (?:implement|solve)|should i)|write|implement|generate|convert|reverse|show me a|example of)\b/i, says: 'how to make something' },
];

/** The cues that a question gives, each with the words that gave it. */
export function cuesOf(question: string): { readonly cue: Cue; readonly words: string }[] {
  return CUES.flatMap((cue) => {
    const words = cue.pattern.exec(question)?.[0].trim();
    return words === undefined || words === '' ? [] : [{ cue, words }];
  });
}
