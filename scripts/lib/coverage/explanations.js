// The lines that no test executes where they are counted, each with the reason. `npm run coverage` fails where a line is
// not executed that is not in here, and where one is in here that is executed, or gone.

/** @type {import('../explained.js').Explanation[]} */
export const explanations = [
  {
    file: 'src/holoband/algorithm.cc',
    texts: [
      'constexpr Algorithm hmac(std::string_view name, Digest digest) {',
      '// RFC 7518 section 3.2: a key of the same size as the hash output or larger must be used.',
      'return {name,',
      'KeyType::kSecret,',
      '{Family::kHmac, digest, Group::kNone},',
      'crypto::digest_size(digest) * 8};',
      'constexpr Algorithm rsa(std::string_view name, Family family, Digest digest) {',
      '// RFC 7518 section 3.3: 2048 bits or larger.',
      'return {name, KeyType::kRsa, {family, digest, Group::kNone}, 2048};',
      'constexpr Algorithm ec(std::string_view name, Digest digest, Group group) {',
      'return {name, KeyType::kEc, {Family::kEcdsa, digest, group}, 0};',
      'constexpr Algorithm okp(std::string_view name, Group group) {',
      'return {name, KeyType::kOkp, {Family::kEddsa, Digest::kSha512, group}, 0};',
      'constexpr Algorithm akp(std::string_view name, Group group) {',
      'return {name, KeyType::kAkp, {Family::kMlDsa, Digest::kSha512, group}, 0};',
    ],
    why: 'The compiler executes it, for the table of algorithms.',
  },
  {
    file: 'src/holoband/algorithm.cc',
    texts: ['return nullptr;'],
    why: 'Every group has an algorithm; the language wants an end of the function all the same.',
  },
  {
    file: 'src/holoband/crypto/ec.cc',
    texts: ['return failure(ErrorCode::kRandomUnavailable);'],
    why: 'After a hundred random numbers that are no private key, which no sound source of randomness gives.',
  },
  {
    file: 'src/holoband/crypto/okp.cc',
    texts: [
      'constexpr std::array<std::uint8_t, 56> prime448(std::uint8_t first) {',
      'std::array<std::uint8_t, 56> prime{};',
      'for (auto& byte : prime) byte = 0xff;',
      'prime[0] = first;',
      'prime[28] = 0xfe;',
      'return prime;',
    ],
    why: 'The compiler executes it, for the list of points of small order.',
  },
  {
    file: 'src/holoband/crypto/openssl_lean.cc',
    texts: 'all',
    why: 'Stands in for parts of OpenSSL that are linked and never called: the linker needs the names, and nothing else does.',
  },
  {
    file: 'src/holoband/crypto/openssl_lean_texts.cc',
    texts: 'all',
    why: 'Stands in for parts of OpenSSL that are linked and never called: the linker needs the names, and nothing else does.',
  },
  {
    file: 'src/holoband/crypto/openssl_random.cc',
    texts: [
      'void ossl_rand_cleanup_int(void) {}',
      'OSSL_PROVIDER* /*provider*/) {',
      'return 1;',
      'OSSL_PROVIDER* /*provider*/) {',
      'return 1;',
      'size_t /*least*/, size_t /*most*/) {',
      'return 0;',
      'int /*entropy*/, size_t /*least*/, size_t /*most*/) {',
      'return 0;',
      'size_t /*size*/) {}',
      'size_t /*size*/) {}',
      'size_t /*most*/, const void* /*salt*/, size_t /*salt_size*/) {',
      'return 0;',
      'size_t /*salt_size*/) {',
      'return 0;',
      'size_t /*size*/) {}',
      'size_t /*size*/) {}',
    ],
    why: "Stands in for a part of OpenSSL's random generator that is linked and never called: the linker needs the names.",
  },
  {
    file: 'src/holoband/crypto/provider.cc',
    texts: [
      'constexpr OSSL_ALGORITHM row(const char* names, const OSSL_DISPATCH* functions) {',
      'return {names, "provider=default", functions, nullptr};',
    ],
    why: 'The compiler executes it, for the tables of the provider.',
  },
  {
    file: 'src/holoband/crypto/provider.cc',
    texts: ['return nullptr;'],
    why: 'OpenSSL always hands its own context to a provider; the language wants an end of the function all the same.',
  },
  {
    file: 'src/holoband/encoding/base64url.cc',
    texts: ['__builtin_trap();  // a fault of the program: writing on would corrupt memory'],
    why: 'Ends a program that has a fault of its own. None is known.',
  },
  {
    file: 'js/cli/key-file.js',
    texts: ['await copyFile(draft, path, constants.COPYFILE_EXCL)'],
    why: 'For file systems that have no hard links, which the tests cannot mount.',
  },
  {
    file: 'js/cli/key-state.js',
    texts: ['throw error'],
    why: 'Hands on what is no HolobandError: reading a duration throws nothing else, unless it has a fault of its own.',
  },
  {
    file: 'js/cli/key.js',
    texts: ["case 'jwks':"],
    why: 'The label alone: V8 counts it with the end of the case before, which returns. The statement behind it is executed.',
  },
  {
    file: 'js/cli/published.js',
    texts: ['throw error'],
    why: 'Hands on what is no HolobandError: importing a JWK throws nothing else, unless it has a fault of its own.',
  },
  {
    file: 'js/remote/published.js',
    texts: ['set.dispose()', "throw new HolobandError('ERR_KEY_PRIVATE_PUBLISHED', { option: 'keys' })"],
    why: 'The second of two checks that are made independently: a private key that the first one overlooked. None is known.',
  },
  {
    file: 'js/stores/durable-object/object.js',
    texts: 'all',
    why: 'Runs inside a Durable Object, in workerd, which has no counters to read. tests/stores/durable-object.test.js and tests/edge put the contract and races to it there.',
  },
  {
    file: 'js/stores/durable-object/tables.js',
    texts: 'all',
    why: 'Runs inside a Durable Object, in workerd, which has no counters to read. tests/stores/durable-object.test.js and tests/edge put the contract and races to it there.',
  },
  {
    file: 'js/wasm/browser.js',
    texts: 'all',
    why: 'Runs in pages. tests/browser/loading.test.js loads it in Chromium, with servers that fail in every way.',
  },
  {
    file: 'js/wasm/bun.js',
    texts: 'all',
    why: 'Runs in Bun, whose loader knows the import. tests/runtimes/bun.test.js and bun-build.test.js load it there.',
  },
  {
    file: 'js/wasm/edge-light.js',
    texts: 'all',
    why: 'Runs where a bundler of an edge runtime knows the import. tests/runtimes/edge-vm.test.js and tests/examples/nextjs-edge.test.js load it there.',
  },
  {
    file: 'js/wasm/failure.js',
    texts: ['return true'],
    why: 'Where a policy forbids all WebAssembly, as pages can. tests/browser/loading.test.js does it in Chromium.',
  },
  {
    file: 'js/wasm/inline.js',
    texts: ['throw loadFailure(cause)'],
    why: 'Where a policy forbids all WebAssembly, as pages can. tests/browser/loading.test.js does it in Chromium.',
  },
  {
    file: 'js/wasm/workerd.js',
    texts: 'all',
    why: 'Runs in workerd, which compiles the import. tests/runtimes/workerd.test.js and tests/edge load it there.',
  },
]
