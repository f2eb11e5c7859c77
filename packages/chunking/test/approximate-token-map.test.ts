import { describe, expect, it } from 'vitest';
import { approximateTokenMap } from '../src/approximate-token-map.js';

describe('approximateTokenMap', () => {
  const unitsOf = (text: string): string[] => {
    const { starts } = approximateTokenMap(text);
    return Array.from(starts, (start, index) => text.slice(start, starts[index + 1] ?? text.length).trim());
  };

  it('cuts words, punctuation and CJK characters as BERT does', () => {
    expect(unitsOf("don't  stop: 中文x")).toEqual(['don', "'", 't', 'stop', ':', '中', '文', 'x']);
  });

  it('keeps marks with what they stand on', () => {
    expect(unitsOf('#️⃣ é')).toEqual(['#️⃣', 'é']);
  });

  it('counts long and foreign words as several tokens', () => {
    expect([...approximateTokenMap('a internationalisation Привет 20240501').counts]).toEqual([1, 5, 6, 4]);
  });
});
