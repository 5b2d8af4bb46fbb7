// What the build puts in place of a name: scripts/lib/bundle.js.
declare const HOLOBAND_VERSIONS: import('./versions.js').Versions
