// Proves that package-lock.json installs the same anywhere: prints "<n> entries, 0 errors" or one line per error.
//
// npm writes broken locks without a word: platform packages left out, specs that are tags (which a lock
// without addresses cannot resolve), and install scripts that nobody looked at.
import { readFileSync } from 'node:fs';

const PLATFORMS = ['darwin-arm64', 'linux-arm64', 'linux-x64', 'win32-x64'];
const SPECS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

const allowed = JSON.parse(readFileSync('package.json', 'utf8')).lockAudit?.installScripts ?? [];
const packages = Object.entries(JSON.parse(readFileSync('package-lock.json', 'utf8')).packages);
const nameOf = (path) => path.split('node_modules/').pop();
const present = new Set(packages.map(([path]) => nameOf(path)));
const errors = [];
const scripts = new Set();
const families = new Map();

for (const [path, entry] of packages) {
  const name = nameOf(path) || 'package.json';
  for (const kind of SPECS) {
    for (const [dependency, spec] of Object.entries(entry[kind] ?? {})) {
      if (spec !== '' && !/[\d*]/.test(spec)) errors.push(`${name}: ${dependency} by tag ${spec}`);
      if (kind === 'optionalDependencies' && !present.has(dependency)) {
        errors.push(`${name}: optional ${dependency} is not in the lock`);
      }
    }
  }
  if (path === '' || entry.link) continue;
  if (!entry.integrity && !entry.inBundle) errors.push(`${name}: no integrity`);
  if (entry.resolved) errors.push(`${name}: holds an address`);
  if (entry.hasInstallScript) scripts.add(name);
  if (entry.os && entry.cpu) {
    const cut = Math.max(...entry.os.map((os) => name.indexOf(os)));
    const family = cut > 0 ? name.slice(0, cut - 1) : name;
    const built = entry.os.flatMap((os) => entry.cpu.map((cpu) => `${os}-${cpu}`));
    families.set(family, [...(families.get(family) ?? []), ...built]);
  }
}
for (const [family, built] of families) {
  // One or two builds are a tool of one system; three and more are a program that is meant to run anywhere.
  if (built.length < 3) continue;
  for (const platform of PLATFORMS) {
    if (!built.includes(platform)) errors.push(`${family}: no build for ${platform}`);
  }
}
for (const name of scripts) {
  if (!allowed.includes(name)) errors.push(`${name}: has an install script that is not allowed`);
}
for (const name of allowed) {
  if (!scripts.has(name)) errors.push(`${name}: is allowed an install script, but has none`);
}

for (const error of errors) console.error(error);
console.log(`${packages.length - 1} entries, ${errors.length} errors`);
process.exitCode = errors.length > 0 ? 1 : 0;
