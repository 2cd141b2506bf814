/** Icons only the case pages need, drawn like the app's own: path data on a 24 × 24 grid with a 1.8 stroke. */
import { ICONS } from "@/shell/icons";

const CIRCLE = "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16Z";

export const GLYPHS = {
  ...ICONS,
  horn: "M4.5 10v4h3l7.5 4V6l-7.5 4ZM18 9.5a3.5 3.5 0 0 1 0 5",
  flag: "M6 20.5V4.5M6 5.2c3-1.6 6 1.6 11.5 0v8c-5.5 1.6-8.5-1.6-11.5 0",
  send: "M20 4.5 3.8 11l6.4 2.7L13 20ZM10.2 13.7 20 4.5",
  wrench: "M19.6 7.2l-3 3-2.8-.6-.6-2.8 3-3a5 5 0 0 0-6.4 6.3l-5.2 5.2a2.1 2.1 0 0 0 3 3l5.2-5.2a5 5 0 0 0 6.8-5.9Z",
  eye: "M3 12s3.3-6 9-6 9 6 9 6-3.3 6-9 6-9-6-9-6ZM12 14.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2Z",
  undo: "M8.5 5 4.5 9l4 4M4.5 9H14a5.5 5.5 0 0 1 0 11H9",
  medal: "M12 14.5a5 5 0 1 0 0-10 5 5 0 0 0 0 10ZM8.8 13.5l-1.3 7L12 18l4.5 2.5-1.3-7M9.8 9.6l1.6 1.6 2.8-3",
  pause: `${CIRCLE}M10 9v6M14 9v6`,
  done: `${CIRCLE}M8.5 12.2l2.4 2.4 4.6-4.8`,
  no: `${CIRCLE}M9.2 9.2l5.6 5.6M14.8 9.2l-5.6 5.6`,
  info: `${CIRCLE}M12 11v5M12 8v.1`,
  question: `${CIRCLE}M9.8 9.7a2.3 2.3 0 1 1 3.4 2c-.8.5-1.2.9-1.2 1.8M12 16.2v.1`,
  smile: `${CIRCLE}M8.8 13.8c.8 1.3 1.9 2 3.2 2s2.4-.7 3.2-2M9.3 9.8v.1M14.7 9.8v.1`,
  merge: "M6 4.5v4c0 3 6 3.5 6 7V20M18 4.5v4c0 3-6 3.5-6 7M9.5 17.5 12 20l2.5-2.5",
  search: "M10.8 17a6.2 6.2 0 1 0 0-12.4 6.2 6.2 0 0 0 0 12.4ZM15.4 15.4l4.4 4.4",
  filter: "M4.5 6h15l-5.8 6.8v5.4l-3.4 1.6v-7Z",
  swap: "M8 8l-4 4 4 4M16 8l4 4-4 4M4 12h16",
  copy: "M9 8.5h9.5V20H9ZM15 8.5v-4H5.5V16H9",
  layers: "M12 4 4 8l8 4 8-4ZM4 12l8 4 8-4M4 16l8 4 8-4",
  target: "M12 18a6 6 0 1 0 0-12 6 6 0 0 0 0 12ZM12 3v4M12 17v4M3 12h4M17 12h4",
  go: "M5 12h13M13 6.5l5.5 5.5-5.5 5.5",
} as const;

export type GlyphName = keyof typeof GLYPHS;
