/** Which keys do what at a desk, and when a key is only a letter that somebody types. */

export const SHORTCUTS = [
  { key: "j", does: "next" },
  { key: "k", does: "previous" },
  { key: "Enter", does: "open" },
  { key: "a", does: "accept" },
  { key: "r", does: "reject" },
  { key: "m", does: "merge" },
  { key: "x", does: "select" },
  { key: "u", does: "undo" },
  { key: "/", does: "search" },
  { key: "?", does: "help" },
] as const;

export type Command = (typeof SHORTCUTS)[number]["does"];

type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "isComposing" | "repeat" | "target" | "defaultPrevented">;

const TYPING = "input, textarea, select, [contenteditable='true'], [contenteditable='']";
/** What Enter means there already: following a link, pressing a button. */
const PRESSABLE = "a[href], button, summary, [role='button'], [role='radio']";
const MOVES: Command[] = ["next", "previous"];

/** Whether the key goes into a text, a list or a sheet rather than to the desk. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && Boolean(target.closest(TYPING) || target.closest("[role='dialog']"));
}

/** The command of a key press; null when it belongs to somebody else. */
export function commandOf(press: Press): Command | null {
  if (press.defaultPrevented || press.isComposing || press.ctrlKey || press.metaKey || press.altKey) return null;
  if (isTyping(press.target)) return null;
  const found = SHORTCUTS.find(({ key }) => key === press.key);
  if (!found || (press.repeat && !MOVES.includes(found.does))) return null;
  if (found.does === "open" && press.target instanceof Element && press.target.closest(PRESSABLE)) return null;
  return found.does;
}

/** The neighbour to move to; the ends stay where they are, and without a place one starts at the top. */
export function neighbour<T>(ids: readonly T[], here: T | null, step: 1 | -1): T | null {
  if (!ids.length) return null;
  const at = here === null ? -1 : ids.indexOf(here);
  if (at < 0) return ids[0]!;
  return ids[Math.min(ids.length - 1, Math.max(0, at + step))]!;
}
