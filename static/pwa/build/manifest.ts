/** What a phone shows when the app is put on its home screen. */
import type { ManifestOptions } from "vite-plugin-pwa";

export const manifest: Partial<ManifestOptions> = {
  id: "/app/",
  name: "蓝天巡查",
  short_name: "蓝天巡查",
  description: "大气污染现场巡查：随手拍、离线存、可核验。",
  lang: "zh-CN",
  start_url: "/app/",
  scope: "/app/",
  display: "standalone",
  background_color: "#eaf3fb",
  theme_color: "#0b5cab",
  categories: ["government", "productivity"],
  icons: [
    { src: "icons/icon-192.png", sizes: "192x192", type: "image/png" },
    { src: "icons/icon-512.png", sizes: "512x512", type: "image/png" },
    { src: "icons/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
  ],
};
