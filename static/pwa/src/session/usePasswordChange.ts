/** Sending a new password and keeping what the server did not like about it. */
import { ref } from "vue";
import { isProblem, sentence } from "@/api/problem";
import { i18n } from "@/i18n";

/** The password policy's sentences, in the words of the language shown. */
function policyWords(message: string): string {
  const { t, te } = i18n.global;
  const digits = /\d+/.exec(message)?.[0] ?? "";
  const key = `session.fault.${message.replace(/\d+/g, "n").replace(/[^A-Za-z]+/g, "_").replace(/^_|_$/g, "").toLowerCase()}`;
  return te(key, "zh-CN") ? t(key, { n: digits }) : message;
}

export function usePasswordChange() {
  const busy = ref(false);
  const faults = ref<string[]>([]);

  /** True when it was taken. */
  async function send(change: () => Promise<void>): Promise<boolean> {
    busy.value = true;
    faults.value = [];
    try {
      await change();
      return true;
    } catch (error) {
      const fields = isProblem(error) ? error.fieldErrors.map((field) => policyWords(field.message)) : [];
      faults.value = fields.length ? fields : [sentence(error)];
      return false;
    } finally {
      busy.value = false;
    }
  }
  return { busy, faults, send };
}
