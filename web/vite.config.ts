import { defineConfig } from 'vite';

const server = process.env.DESIRE_PATH ?? 'http://127.0.0.1:7878';

export default defineConfig({
  root: import.meta.dirname,
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 1200 },
  server: { port: 5173, proxy: { '/api': { target: server, changeOrigin: false } } },
});
