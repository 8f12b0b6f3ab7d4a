// Types off and modules to CommonJS, and nothing else: the engine's tests run as the code was written.
const { createHash } = require('node:crypto');
const { transformSync, version } = require('esbuild');

module.exports = {
  process(source, path) {
    const { code, map } = transformSync(source, {
      loader: path.endsWith('x') ? 'tsx' : 'ts',
      format: 'cjs',
      target: 'node20',
      sourcefile: path,
      sourcemap: true,
    });
    return { code, map };
  },
  // With coverage another code is kept than without.
  getCacheKey: (source, path, { instrument }) =>
    createHash('sha256').update(`${version}\0${instrument}\0${path}\0${source}`).digest('hex'),
};
