/** A hash or id as people compare it: its beginning and its end. */
export const short = (hash: string): string => (hash.length > 15 ? `${hash.slice(0, 8)}…${hash.slice(-4)}` : hash);
