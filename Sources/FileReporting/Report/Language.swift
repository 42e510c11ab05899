import _CLanguages

/// Languages by the names of files.
package enum Language {
  package static let unknown = "(other)"

  /// The language of a file, by its whole name or else by its extension; `(other)` where neither is known.
  package static func name(of path: [UInt8]) -> String {
    let name = String(decoding: path[(path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...], as: UTF8.self)
    let key = name.lowercased()
    if let language = byName[key] { return language }
    let known = fileExtension(of: path)
    if let known, let language = byExtension[known] { return language }
    return linguist["/" + key] ?? known.flatMap { linguist[$0] } ?? unknown
  }

  /// What Linguist, which GitHub names languages by, knows besides: extensions, and whole names behind a slash.
  ///
  /// Safe: the assembler computes the length of the bytes that it embeds.
  private static let linguist: [String: String] = {
    let bytes = unsafe UnsafeBufferPointer(
      start: ullage_language_table_bytes(), count: ullage_language_table_length())
    return table(unsafe String(decoding: bytes, as: UTF8.self))
  }()

  /// What follows the last dot of the file's name, in lower case; nil for `Makefile` and `.profile`.
  package static func fileExtension(of path: [UInt8]) -> String? {
    let name = path[(path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex, dot + 1 < name.endIndex else {
      return nil
    }
    return String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased()
  }

  private static let byExtension = table(
    """
    Ada: adb ads
    Assembly: s asm
    AWK: awk
    Batch: bat cmd
    C: c
    C header: h
    C#: cs csx
    C++: cc cpp cxx c++ ipp tpp
    C++ header: hh hpp hxx h++
    Clojure: clj cljs cljc edn
    CMake: cmake
    COBOL: cob cbl
    CoffeeScript: coffee
    Common Lisp: lisp lsp
    CSS: css
    CSV: csv tsv
    CUDA: cu cuh
    D: d
    Dart: dart
    Diff: diff patch
    Elixir: ex exs
    Elm: elm
    Emacs Lisp: el
    Erlang: erl hrl
    F#: fs fsi fsx
    Fish: fish
    Fortran: f f77 f90 f95 f03 f08 for
    GLSL: glsl vert frag
    Go: go
    GraphQL: graphql gql
    Groovy: groovy gradle
    Haskell: hs lhs
    HCL: hcl tf tfvars
    HTML: html htm xhtml
    INI: ini cfg conf properties
    Java: java
    JavaScript: js mjs cjs jsx
    JSON: json jsonc json5 geojson ipynb
    JSON Lines: jsonl ndjson
    Julia: jl
    Kotlin: kt kts
    Less: less
    Lua: lua
    M4: m4
    Makefile: mk mak
    Markdown: md markdown mdx
    MATLAB: mlx
    Nim: nim
    Nix: nix
    Objective-C: m
    Objective-C++: mm
    OCaml: ml mli
    Pascal: pas pp
    Perl: pl pm t pod
    PHP: php phtml
    Plain text: txt text
    PowerShell: ps1 psm1 psd1
    Prolog: pro
    Protocol Buffers: proto
    Python: py pyi pyw pyx pxd
    R: r rmd
    Racket: rkt
    reStructuredText: rst
    Ruby: rb rake gemspec erb
    Rust: rs
    Sass: sass scss
    Scala: scala sc
    Scheme: scm ss
    Shell: sh bash zsh ksh bats
    Solidity: sol
    SQL: sql
    Starlark: bzl star
    Svelte: svelte
    SVG: svg
    Swift: swift
    SystemVerilog: sv svh
    Tcl: tcl tk
    TeX: tex sty cls bib
    TOML: toml
    TypeScript: ts mts cts tsx
    Verilog: v vh
    VHDL: vhd vhdl
    Vim script: vim
    Visual Basic: vb vbs
    Vue: vue
    WebAssembly: wat wast
    XML: xml xsd xsl xslt plist xib storyboard
    YAML: yml yaml
    Zig: zig
    """)

  private static let byName = table(
    """
    CMake: cmakelists.txt
    Dockerfile: dockerfile containerfile
    Go: go.mod go.sum
    Makefile: makefile gnumakefile bsdmakefile
    Python: sconstruct sconscript
    Ruby: rakefile gemfile
    Shell: .bashrc .profile .bash_profile .zshrc
    Starlark: build workspace build.bazel
    TOML: cargo.lock poetry.lock
    Plain text: license copying authors changelog readme notice
    """)

  private static func table(_ text: String) -> [String: String] {
    var table: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      for key in parts[1].split(separator: " ") { table[String(key)] = String(parts[0]) }
    }
    return table
  }
}
