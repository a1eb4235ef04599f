import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

/** Leaves each file of the build deflated beside itself: the program carries these. */
function deflated(): Plugin {
  const all = async (folder: string): Promise<void> => {
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if ((await stat(path)).isDirectory()) await all(path);
      else if (!name.endsWith('.br')) {
        const bytes = await readFile(path);
        const size = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
        await writeFile(`${path}.br`, brotliCompressSync(bytes, { params: size }));
      }
    }
  };
  return { name: 'deflated', apply: 'build', closeBundle: () => all('dist') };
}

export default defineConfig({
  plugins: [svelte(), deflated()],
  build: {
    target: 'es2022',
    // the policy of the desk allows no script and no style but its own files
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1400,
    // whoever hands the program on hands these on with it
    license: { fileName: 'licences.txt' },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:7070' } },
});
