// A look behind the public surface, for tests about memory: no user can import these.
import * as internals from '../../dist/internals.js'
import { bytesVerifier } from './bare-signature.js'

const { calls, core } = internals

/** The size of the WebAssembly memory in bytes. It can grow and never shrinks. */
export const memorySize = () => core().memory.size

/** How many bytes of input the core takes without asking for more room. */
export const inputCapacity = () => core().memory.capacity

/** How many keys, issuers and verifiers C++ keeps. */
export const handleCount = () => calls().handleCount()

/** The functions of the module, those of its heap included. */
export const glue = () => core().glue

/** How many keys the host keeps for C++. */
export const hostKeyCount = () => core().glue._holoband_host_keys()

/** Verifies a bare signature, for test vectors that are about nothing else. */
export const verifyBytes = bytesVerifier(internals)
