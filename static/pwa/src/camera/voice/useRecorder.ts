/** The microphone for at most a minute; it is let go as soon as the recording ends, however it ends. */
import { onScopeDispose, ref } from "vue";
import { bareType, BITS_PER_SECOND, MAX_SECONDS, recordable, voiceTroubleOf, type VoiceTrouble } from "./recording";

export interface Recorded {
  data: ArrayBuffer;
  mediaType: string;
  /** Milliseconds since the epoch, when the recording began. */
  began: number;
}

export function useRecorder(done: (recorded: Recorded) => Promise<void>) {
  const recording = ref(false);
  const seconds = ref(0);
  const trouble = ref<VoiceTrouble | null>(null);
  let recorder: MediaRecorder | null = null;
  let stream: MediaStream | null = null;
  let ticker: ReturnType<typeof setInterval> | undefined;
  let began = 0;

  function release(): void {
    clearInterval(ticker);
    stream?.getTracks().forEach((track) => track.stop());
    recording.value = false;
  }

  async function finish(chunks: Blob[], type: string): Promise<void> {
    release();
    const data = await new Blob(chunks).arrayBuffer();
    if (data.byteLength) await done({ data, mediaType: bareType(type), began });
    else trouble.value = "failed";
  }

  async function start(): Promise<void> {
    const type = "MediaRecorder" in window ? recordable((one) => MediaRecorder.isTypeSupported(one)) : null;
    if (!type || !navigator.mediaDevices) return void (trouble.value = "unsupported");
    trouble.value = null;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { noiseSuppression: true, channelCount: 1 } });
      const chunks: Blob[] = [];
      recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: BITS_PER_SECOND });
      recorder.ondataavailable = (event) => chunks.push(event.data);
      recorder.onstop = () => void finish(chunks, type).catch(() => (trouble.value = "failed"));
      recorder.start();
    } catch (error) {
      release();
      trouble.value = voiceTroubleOf(error);
      return;
    }
    began = Date.now();
    seconds.value = 0;
    recording.value = true;
    ticker = setInterval(() => {
      seconds.value = Math.floor((Date.now() - began) / 1000);
      if (seconds.value >= MAX_SECONDS) stop();
    }, 250);
  }

  function stop(): void {
    if (recorder?.state === "recording") recorder.stop();
  }

  // A call comes in, or the page is left: what was said so far is kept.
  const hidden = () => void (document.visibilityState === "hidden" && stop());
  document.addEventListener("visibilitychange", hidden);
  onScopeDispose(() => {
    document.removeEventListener("visibilitychange", hidden);
    stop();
  });
  return { recording, seconds, trouble, start, stop };
}
