const WORDS = `harbour lantern copper meadow glacier violin orchard saddle compass thunder pepper granite willow beacon falcon ribbon canyon
velvet marble anchor cinder juniper pebble saffron timber walnut zephyr bronze cobalt ember fjord goblet hazel ivory jasmine kettle lagoon mosaic
nectar opal parcel quartz raven sonnet tundra umbra vessel whistle yonder almond bramble cactus dahlia easel flannel ginger hammock inkwell jigsaw`
  .split(/\s+/u);

/** Repeatable random numbers (mulberry32): a run is known by its seed. */
export function createRandom(seed) {
  let state = seed >>> 0;
  const unit = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  /** A whole number of `low` to `high`, both included. */
  const whole = (low, high) => low + Math.floor(unit() * (high - low + 1));
  const pick = (list) => list[whole(0, list.length - 1)];
  return {
    unit,
    whole,
    pick,
    chance: (share) => unit() < share,
    /** A sentence of everyday words: all sentences are near each other, so that only a word of its own tells one from the rest. */
    sentence: (words) => Array.from({ length: words }, () => pick(WORDS)).join(' '),
    /** A generator of its own for `name`, so that more draws in one place change nothing elsewhere. */
    fork: (name) => createRandom([...name].reduce((hash, char) => Math.imul(hash ^ char.codePointAt(0), 0x01000193), (seed ^ 0x811c9dc5) >>> 0)),
  };
}

/** A word that no text has but the one it is made for: letters only, so that every tokenizer keeps it whole. */
export function ownWord(number) {
  const letters = 'bcdfghjklmnpqrstvwxz';
  let word = '';
  for (let rest = number + 8000; rest > 0; rest = Math.floor(rest / letters.length)) word = letters[rest % letters.length] + 'aeiou'[rest % 5] + word;
  return `q${word}`;
}
