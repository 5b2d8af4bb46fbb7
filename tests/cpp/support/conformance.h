// The shared conformance vectors: tokens that others made, each with the verdict that it deserves.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace holoband::test {

// VectorCase is one case. An option that a case leaves out is nothing here.
struct VectorCase {
  std::string id;
  std::string expect;                // "valid", "invalid" or "acceptable"
  bool jws = false;                  // only the signature is to be judged, not the claims
  std::optional<std::string> token;  // nothing for what is not text
  std::string jwk;                   // JSON; empty where the key comes in another form
  std::string jwks;                  // JSON
  std::string pem;
  std::optional<std::string> secret;  // base64url
  std::vector<std::string> algorithms;
  std::vector<std::string> issuers;
  std::vector<std::string> audiences;
  std::vector<std::string> types;
  std::optional<double> now;
  double tolerance = 0;
};

// PrimitiveCase is one signature of Wycheproof, without a token around it.
struct PrimitiveCase {
  std::string id;
  std::string expect;  // as in VectorCase
  std::string algorithm;
  std::string jwk;                             // JSON
  std::map<std::string, std::string> members;  // of the JWK, those that are text
  std::string message;                         // hexadecimal
  std::string signature;                       // hexadecimal
};

// Ed25519Case is one signature of the collections that ask where implementations differ.
struct Ed25519Case {
  std::string key;        // hexadecimal
  std::string message;    // bytes
  std::string signature;  // hexadecimal
  std::vector<std::string> flags;
};

// vectors_folder returns the folder with the vectors: conformance/data in $HOLOBAND_SHARED, or in
// the folder `shared` beside the repository. Nothing where it does not exist.
[[nodiscard]] std::optional<std::string> vectors_folder();

// load_vectors reads the cases of one file. A file that cannot be read has none.
[[nodiscard]] std::vector<VectorCase> load_vectors(const std::string& path);
[[nodiscard]] std::vector<PrimitiveCase> load_primitives(const std::string& path);
[[nodiscard]] std::vector<Ed25519Case> load_ed25519(const std::string& path);

// has_vectors tells whether the vectors are there. In CI they must be: elsewhere a test skips
// itself.
[[nodiscard]] bool has_vectors();

}  // namespace holoband::test
