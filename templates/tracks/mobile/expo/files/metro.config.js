const { getDefaultConfig } = require('expo/metro-config');
const { FileStore } = require('metro-cache');
const path = require('node:path');

const config = getDefaultConfig(__dirname);
// SQLite for the browser is WebAssembly.
config.resolver.assetExts.push('wasm');
// A cache of this checkout's own: two checkouts on one machine do not meet in the temporary folder.
config.cacheStores = [new FileStore({ root: path.join(__dirname, 'var', 'metro') })];

// zod brings its messages in sixty languages, a third of a megabyte, and a reader of JSON Schema; ours are in
// src/ui/text, and nobody reads JSON Schema here.
const UNUSED = /[\\/]zod[\\/]v4[\\/]classic[\\/]from-json-schema\.c?js$/;
config.resolver.resolveRequest = (context, name, platform) => {
  const found = context.resolveRequest(context, name, platform);
  if (found.type !== 'sourceFile') return found;
  if (UNUSED.test(found.filePath)) return { type: 'empty' };
  const filePath = found.filePath.replace(
    /([\\/]zod[\\/]v4[\\/]locales[\\/])index(\.c?js)$/,
    '$1en$2',
  );
  return { ...found, filePath };
};

module.exports = config;
