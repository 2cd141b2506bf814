/** The grid polygons of the person's scope, also without a network once they have been fetched. */
import { api } from "@/api/client";
import type { GridCollection } from "@/api/types";
import { kept } from "./kept";

/** Polygons to draw, or null when there are none yet. */
export const loadGrids = kept<GridCollection>("grids", () => api.get("/grids", { timeoutMs: 15_000 }));
