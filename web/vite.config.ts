import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { languageModules } from './build/language-modules.ts'
import { mockServer } from './dev/mock-server.ts'

const root = import.meta.dirname

export default defineConfig({
  root,
  plugins: [react(), languageModules(join(root, '../texts')), mockServer()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The server sends `default-src 'self'`: a data: address in the style sheet or an inline script would be blocked.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Packages change seldom: in a file of their own a browser keeps them from one version of the console to the next.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'packages', test: /node_modules/ }] } } },
  },
  server: { host: '127.0.0.1', ...(process.env.KOPPEL_URL ? { proxy: { '/api': process.env.KOPPEL_URL } } : {}) },
})
