// NameStack: the member names of every object that is open while a text is scanned.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace holoband::json {

// NameStack finds two members of one name when their object closes: in time that grows with the
// size of its names and no faster, whatever they are. It keeps its memory from one text to the next.
class NameStack {
 public:
  // reset forgets all names, and makes ready for a text of `text_size` bytes.
  void reset(std::size_t text_size);

  // push adds the inside of a scanned name and returns the name unescaped, valid until the next
  // reset.
  std::string_view push(std::string_view body, bool escaped);

  // mark is what an object remembers when it opens, so that close can take its names off again.
  [[nodiscard]] std::size_t mark() const { return names_.size(); }

  // close takes off the names since `mark`. It returns whether they were all different.
  [[nodiscard]] bool close(std::size_t mark);

 private:
  std::vector<std::string_view> names_;
  std::vector<char> unescaped_;  // never grows between two resets: the views into it stay good
  std::size_t text_size_ = 0;
};

}  // namespace holoband::json
