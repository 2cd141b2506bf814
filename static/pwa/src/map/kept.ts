/** Shapes and settings of the map: asked once per start, kept with the phone's other answers so that maps draw without a network. */
import { isProblem } from "@/api/problem";
import { answerOf } from "@/kept/answers";

/** A reader of one thing for the person signed in; null when there is none. A failed first ask is tried again at the next call. */
export function kept<T>(name: string, ask: () => Promise<T>): (person: number) => Promise<T | null> {
  let asked: { person: number; answer: Promise<T | null> } | null = null;

  const fresh = (): Promise<T | null> =>
    answerOf(name, ask).catch((error: unknown) => {
      if (!isProblem(error)) throw error;
      asked = null;
      return null;
    });

  return (person) => {
    if (asked?.person !== person) asked = { person, answer: fresh() };
    return asked.answer;
  };
}
