import type { VectorHit } from '@ltmc/contracts';

/** Keeps the best hits of those offered: higher similarity first, equal ones in order of rising id. */
export interface TopHits {
  /** True once `limit` hits are held. */
  readonly full: boolean;
  offer(id: number, similarity: number): void;
  /** Best first. Empties the collection. */
  take(): VectorHit[];
}

/** A binary heap with the worst kept hit on top, so that most offers are turned away by one comparison. */
export function createTopHits(limit: number): TopHits {
  const ids = new Float64Array(limit);
  const similarities = new Float64Array(limit);
  let size = 0;

  const idAt = (at: number): number => ids[at] ?? 0;
  const similarityAt = (at: number): number => similarities[at] ?? 0;
  const isWorse = (id: number, similarity: number, at: number): boolean =>
    similarity < similarityAt(at) || (similarity === similarityAt(at) && id > idAt(at));
  const move = (from: number, to: number): void => {
    ids[to] = idAt(from);
    similarities[to] = similarityAt(from);
  };
  const place = (id: number, similarity: number, at: number): void => {
    ids[at] = id;
    similarities[at] = similarity;
  };

  const siftUp = (id: number, similarity: number): void => {
    let at = size++;
    for (let parent = (at - 1) >> 1; at > 0 && isWorse(id, similarity, parent); parent = (at - 1) >> 1) {
      move(parent, at);
      at = parent;
    }
    place(id, similarity, at);
  };

  const siftDown = (id: number, similarity: number): void => {
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && isWorse(idAt(child + 1), similarityAt(child + 1), child)) child++;
      if (isWorse(id, similarity, child)) break;
      move(child, at);
      at = child;
    }
    place(id, similarity, at);
  };

  const removeWorst = (): void => {
    size--;
    siftDown(idAt(size), similarityAt(size));
  };

  return {
    get full() { return size === limit; },
    offer: (id, similarity) => {
      if (size < limit) siftUp(id, similarity);
      else if (limit > 0 && !isWorse(id, similarity, 0)) siftDown(id, similarity);
    },
    take: () => {
      const hits = Array.from<VectorHit>({ length: size });
      for (let place = size - 1; place >= 0; place--) {
        hits[place] = { vectorId: idAt(0), similarity: similarityAt(0) };
        removeWorst();
      }
      return hits;
    },
  };
}
