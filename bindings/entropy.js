// Replaces Emscripten's getentropy(), which asks the platform once for every byte. This asks once for every call, and
// reports failure where there is no cryptographic generator, or where the host does not let it be used yet.

mergeInto(LibraryManager.library, {
  getentropy__deps: [],
  // biome-ignore lint/complexity/useArrowFunction: Emscripten pastes the text of the function, by its first word
  getentropy: function (buffer, size) {
    try {
      for (let done = 0; done < size; done += 65536) {
        crypto.getRandomValues(HEAPU8.subarray(buffer + done, buffer + Math.min(size, done + 65536)))
      }
      return 0
    } catch {
      return -1
    }
  },
})
