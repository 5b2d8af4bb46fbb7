export default {
  // What runs on Node.js loads these from node_modules, where the files are that they read. What runs on the edge is
  // bundled, with the WebAssembly module as a file of its own.
  serverExternalPackages: ['holoband', 'libsql'],
  poweredByHeader: false,
}
