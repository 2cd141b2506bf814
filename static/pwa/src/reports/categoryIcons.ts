/** One picture per kind of pollution, on a 32 × 32 grid: lines in the text colour, one warm or cool accent. */
export interface CategoryIcon {
  lines: string;
  accent: string;
  tint: string;
}

const CATEGORY_ICONS: Record<string, CategoryIcon> = {
  construction_dust: {
    lines: "M9 27V6h3v21M6 27h9M12 8h15M12 8l-3-3M12 8l6 0M24 8v6M22 14h4v3h-4ZM9 12l3 3M12 12l-3 3M9 19l3 3M12 19l-3 3",
    accent: "M18 27a3 3 0 0 1 3-4 3.5 3.5 0 0 1 6.5 1A2 2 0 0 1 28 27Z",
    tint: "#e0a33c",
  },
  bare_soil: {
    lines: "M3 26c4-1 6-8 11-8s7 8 15 8ZM11 22h.1M16 23.500h.1M14 20.500h.1M20 24.500h.1",
    accent: "M21 12v-5M21 9c0-2 2-3.5 4-3.500C25 8 23 9 21 9M21 11c0-2-1.5-3-3.5-3C17.5 10 19 11 21 11",
    tint: "#b7793a",
  },
  straw_burning: {
    lines: "M11 28c-1-6-1-11-5-17M15 28c0-7 0-12-1-18M19 28c1-6 2-9 4-12M9 21h12M9.5 23.500h11",
    accent: "M24 17c-3 0-4.5-2-4.5-4.5 0-3 3-4 3-7.5 3 1.5 6 4.5 6 7.500S27 17 24 17Z",
    tint: "#e2672e",
  },
  muck_truck: {
    lines: "M3 13h16v11H3ZM19 16h5l5 4v4H19M8.5 27a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM23.5 27a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
    accent: "M4 13c2-4 4-3 6-5.500C12 9 15 8.5 18 13Z",
    tint: "#a8733f",
  },
  material_pile: {
    lines: "M3 26 11 13l5 7M14 26l7-11 8 11ZM3 26h26",
    accent: "M8 18.500l3-5.5 3.5 5.500ZM18 20l3-5 3.5 5Z",
    tint: "#c59a4c",
  },
  bulk_coal: {
    lines: "M5 15h22l-2.5 12h-17ZM5 15l2-3M27 15l-2-3M12 19v4M16 19v4M20 19v4",
    accent: "M7.5 15l3-6 5 1.5 3-4 4.5 3 1.5 5.500Z",
    tint: "#5b6675",
  },
  small_polluters: {
    lines: "M4 27V16l7 4v-4l7 4V9h5l1.5 18ZM4 27h24M8 23.500h2M14 23.500h2",
    accent: "M20 6a2.5 2.5 0 0 1 4-2 3 3 0 0 1 5 2 2 2 0 0 1-1 3h-6a2 2 0 0 1-2-3Z",
    tint: "#7d8da1",
  },
  catering_fumes: {
    lines: "M6 18h20v4a5 5 0 0 1-5 5H11a5 5 0 0 1-5-5ZM3 20h3M26 20h3M6 18c0-2 4-3 10-3s10 1 10 3",
    accent: "M11 11c-2-2 2-3 0-6M16 11c-2-2 2-3 0-6M21 11c-2-2 2-3 0-6",
    tint: "#3f9a8c",
  },
  open_burning: {
    lines: "M5 28h22M8 28l16-4M24 28 8 24",
    accent: "M16 23c-5 0-8-3-8-7 0-5 5-6.5 5-13 5 2 6 5.5 6 8 1-.5 1.5-1.5 1.5-3 2.5 2 3.5 5 3.5 8 0 4-3 7-8 7Z",
    tint: "#dc4c35",
  },
  road_dust: {
    lines: "M12 5 5 28M20 5l7 23M16 6v4M16 14v4M16 22v5",
    accent: "M20 20a2.5 2.5 0 0 1 4-2.5 3 3 0 0 1 5 1.5 2 2 0 0 1-.5 4H22a2 2 0 0 1-2-3Z",
    tint: "#c99b54",
  },
  other: {
    lines: "M16 28c6.6 0 12-4.7 12-11S22.6 6 16 6 4 10.7 4 17c0 2.7 1 5.2 2.7 7.100L5.5 28l4.7-1.400c1.7.9 3.7 1.4 5.8 1.400Z",
    accent: "M10.5 17h.1M16 17h.1M21.5 17h.1",
    tint: "#4f8fd0",
  },
};

export function categoryIcon(code: string): CategoryIcon {
  return CATEGORY_ICONS[code] ?? CATEGORY_ICONS.other!;
}
