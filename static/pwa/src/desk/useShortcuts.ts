/** Listens for the desk's keys while the page that uses them is on screen. */
import { onActivated, onBeforeUnmount, onDeactivated, onMounted } from "vue";
import { commandOf, type Command } from "./shortcuts";

export function useShortcuts(handlers: Partial<Record<Command, () => void>>): void {
  function hear(press: KeyboardEvent): void {
    const command = commandOf(press);
    const handler = command ? handlers[command] : undefined;
    // A sheet is open somewhere: its keys are its own. A toast calls itself a dialog too, and is none.
    if (!handler || document.querySelector(".van-popup[role='dialog']:not(.van-toast):not([style*='display: none'])")) return;
    press.preventDefault();
    handler();
  }
  const start = (): void => document.addEventListener("keydown", hear);
  const stop = (): void => document.removeEventListener("keydown", hear);
  onMounted(start);
  onActivated(start);
  onDeactivated(stop);
  onBeforeUnmount(stop);
}
