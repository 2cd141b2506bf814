/** The kinds of pollution: asked of the server when there is one, kept on the phone for when there is none. */
import { ref, shallowRef } from "vue";
import { api } from "@/api/client";
import { isProblem } from "@/api/problem";
import type { Category } from "@/api/types";
import { readMeta, writeMeta } from "@/db/db";

const KEY = "categories";
export const categories = shallowRef<Category[]>([]);
/** True when neither the server nor the phone has them. */
export const categoriesMissing = ref(false);

function validOn(category: Category, day: string): boolean {
  return (!category.valid_from || category.valid_from <= day) && (!category.valid_to || day < category.valid_to);
}

export async function loadCategories(): Promise<void> {
  categories.value = (await readMeta<Category[]>(KEY)) ?? categories.value;
  try {
    const fresh = (await api.get("/categories")).items;
    categories.value = fresh;
    await writeMeta(KEY, fresh);
  } catch (error) {
    if (!isProblem(error)) throw error;
  }
  categoriesMissing.value = categories.value.length === 0;
}

export function currentCategories(now: number): Category[] {
  const day = new Date(now).toISOString().slice(0, 10);
  return categories.value.filter((category) => validOn(category, day));
}

export function categoryByCode(code: string | null): Category | null {
  return categories.value.find((category) => category.code === code) ?? null;
}
