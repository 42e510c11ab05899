import Ullage

let tokenizer = try Tokenizer.bundled(for: "claude-opus-5")
print(tokenizer.count("hello, world"))  // 4

let body = #"{"model": "claude-opus-5", "max_tokens": 1000, "messages": [{"role": "user", "content": "Hello"}]}"#
let request = try MessagesRequest(decoding: Array(body.utf8))
let catalog = try Catalog.bundled()
let count = try RequestCounter(catalog: catalog).count(request)
print(count.total.tokens, count.total.bounds, count.total.basis)  // 9 9...9 exact

let plan = try Planner(catalog: catalog).plan(request)
print(plan.verdict, plan.headroom)  // fits 998991
