const { getDefaultConfig } = require('expo/metro-config');
const { FileStore } = require('metro-cache');
const path = require('node:path');

const config = getDefaultConfig(__dirname);
// SQLite for the browser is WebAssembly.
config.resolver.assetExts.push('wasm');
// A cache of this checkout's own: two checkouts on one machine do not meet in the temporary folder.
config.cacheStores = [new FileStore({ root: path.join(__dirname, 'var', 'metro') })];

module.exports = config;
