// `make export`: the web build in dist/, made anew only when something it is made of has changed.
import { exportOnce } from './expo.mjs';

try {
  console.log(`dist/: ${exportOnce('web', 'dist')}`);
} catch (error) {
  console.error(`export: ${error.message}`);
  process.exit(1);
}
