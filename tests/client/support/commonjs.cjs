// A CommonJS module that uses the package in both ways that there are.
module.exports = {
  importPackage: () => import('holoband'),
  requirePackage: () => require('holoband'),
}
