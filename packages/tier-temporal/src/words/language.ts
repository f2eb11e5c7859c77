/** What decides how words are reduced. `unknown` is written in Latin letters, and may be English. */
export type Language = 'english' | 'other' | 'unknown';

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/u));

/** Frequent words of English that mean nothing in the languages below. */
const ENGLISH = words(`
the of and to is are was were be been being have has had it its that this these those with from by for not but they them their she his her he you your we our my
which what when where who why how if there than then would should could will can did does do don about into over after before because while just only some any each
at on as or an i'm it's don't i us me all more most other such too very also now out up one two new use used using make makes get`);

/** Frequent words of other languages in Latin letters that mean nothing in English, without their marks. */
const OTHER = words(`
der das und ist nicht ein eine einen einem einer eines den dem zu mit von auf fur im ich du wir ihr sie uns mich mir sich auch noch nur aber oder wenn dass bei nach vor uber unter wie wo wer
wird wurde werden haben habe hat hatte sind sein kann muss soll zum zur vom beim aus durch ohne gegen bis seit mein meine meinem meinen unser unsere kein keine welche welcher welches wann warum gibt
le la les des du et est une un dans pour pas que qui sur avec je tu il elle nous vous ils elles mon ma mes ton ta tes son ses notre nos votre vos leur leurs ce cette ces au aux par plus mais ou donc ne se sont ont ai
etait sans chez entre depuis quand comment pourquoi quel quelle quels quelles ont ete etre avoir fait tout tous toute c'est j'ai l'on
el los las una uno unos unas y es en con por para como pero mas su sus mi mis tu lo al del que se esta este esto estan son era fue hay tiene donde cuando quien porque cual muy ya sin sobre entre hasta desde nos
o os uma dos das nao com um em na nos nas ele ela eles elas voce seu sua meu minha isso esse essa foi mais quando onde quem pelo pela ate
il lo gli di da non che per con sono una uno della delle dello degli nel nella dal dalla alla agli mio mia suo sua questo questa quello quella dove quando chi perche anche ma piu era
het een niet van voor met aan op zijn ook maar naar dan dat dit die deze wij jij hij zij ik je mijn onze hun waar wanneer wie waarom hoe geen nog worden wordt werd heeft hebben kan bij om te uit
och att det som en pa ar av med inte jag du vi han hon den till ett for om har kan men sin var nar eller ikke og er det jeg til av som ikke pa vi vil skal hvor hvem hvorfor fra ved
nie jest sie na do ze jak ale czy przez dla od po tak juz tylko moj jego jej gdzie kiedy kto dlaczego
je se ze na pri pro jsem jsou byl byla kde kdy kdo proc
ve bir bu ile icin ama degil var yok ne nerede kim benim
yang dan di ke dari untuk dengan ini itu tidak ada saya kami kita mereka akan sudah dimana siapa
nu si este sunt pe cu din la unde cand cine`);

/** Words of both lists tell nothing. */
const SHARED = new Set([...ENGLISH].filter((word) => OTHER.has(word)));

/** Letters of other languages, and endings and clusters that English hardly has. */
const OTHER_SHAPE = /[äöüßéèêëàâçñõãîïôûùœæøåąćęłńśźżčďěňřšťůžğışțăáíóúìòý¿¡]|(?:cion|cao|zione|zioni|ungen|ung|keit|heit|lich|isch|schaft|tje|eux|euse|aient|ement|isme|iert|ando|iendo|amento|szcz|owski|lar|ler)$|sch|ij|^(?:l|d|qu|j|n|s|c)['’]/u;
/** Endings and clusters that mark English. */
const ENGLISH_SHAPE = /(?:ing|ed|ness|ful|ship|ight|ough|'s|n't|ly)$|^(?:wh|th)|ck/u;

const WORD = /\p{Script=Latin}[\p{Script=Latin}\p{M}]*(?:['’]\p{Script=Latin}+)*/gu;

/** Words looked at; a text that goes on is in the language it begins with. */
const ENOUGH_WORDS = 200;
const MARKS = /\p{M}/gu;

/** What the words of a text say of its language. */
interface Evidence {
  /** How many words were looked at. */
  readonly words: number;
  /** How many of them speak for each; a shape counts half. */
  readonly english: number;
  readonly other: number;
}

function evidenceIn(text: string): Evidence {
  const found = (text.toLowerCase().match(WORD) ?? []).slice(0, ENOUGH_WORDS);
  const evidence = { words: found.length, english: 0, other: 0 };
  for (const written of found) {
    const word = written.normalize('NFD').replaceAll(MARKS, '').replaceAll('’', "'");
    if (SHARED.has(word)) continue;
    if (ENGLISH.has(word)) evidence.english += 1;
    else if (OTHER.has(word)) evidence.other += 1;
    else if (OTHER_SHAPE.test(written) || OTHER_SHAPE.test(word)) evidence.other += 0.5;
    else if (ENGLISH_SHAPE.test(word)) evidence.english += 0.5;
  }
  return evidence;
}

/** Least lead of one language over the other that decides. One frequent word is enough in a short text. */
const LEAD = 1;
/** And as a share of the words: of a text in another language every third word or so is among the frequent ones, of a list of names in an English text some look as if they were. */
const LEAD_SHARE = 0.1;
/** The same for a sentence in an English text. Taken for another language by mistake, its words are rarer than they should be, and it comes up for each of them. */
const LEAD_IN_ENGLISH = 2;
const LEAD_SHARE_IN_ENGLISH = 0.25;

/** Right on short texts, or undecided: the wrong one costs a find, `unknown` none. */
export function languageOf(text: string): Language {
  const { words, english, other } = evidenceIn(text);
  if (english >= other + LEAD) return 'english';
  return other - english >= Math.max(LEAD, LEAD_SHARE * words) ? 'other' : 'unknown';
}

/** Whether a sentence of an English text is surely in another language. */
export function isOtherInEnglish(sentence: string): boolean {
  const { words, english, other } = evidenceIn(sentence);
  return other - english >= Math.max(LEAD_IN_ENGLISH, LEAD_SHARE_IN_ENGLISH * words);
}

/** Frequent words of other languages than English; they tell nothing in a question that is not English. */
export const OTHER_STOP_WORDS: ReadonlySet<string> = OTHER;
