/** Whether the screen is wide enough for two panes. */
import { ref } from "vue";

const query = window.matchMedia("(min-width: 1024px)");
export const wide = ref(query.matches);
query.addEventListener("change", () => (wide.value = query.matches));
