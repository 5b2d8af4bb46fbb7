// Every runtime that the package is for.
import { chromiums } from './chromium.js'
import { bun, deno, nodes } from './commands.js'
import { edgeVm } from './edge-vm.js'
import { workerds } from './workerd.js'

/** @import { Host } from './host.js' */

/** @type {readonly Host[]} */
export const hosts = [...nodes, deno, bun, ...workerds, edgeVm, ...chromiums]
