extension CountingRule {
  /// What the rule prices, in a sentence or two; where its bounds are wide, also why.
  ///
  ///     CountingRule.emptyResult.explanation   // "a tool result without text"
  ///
  /// O(1).
  public var explanation: String {
    switch self {
    // The frame.
    case .frame: "what stands before the first turn of every prompt"
    case .turn: "the mark of a role; messages of one role that follow each other share one"
    case .replyPrompt: "the mark behind which the answer is written"
    case .leadingAssistant: "a user turn that the API puts before a conversation that begins with the assistant"
    case .prefill: "the answer goes on where the last message ends, so no mark is written for it"
    // The system prompt.
    case .system: "the system prompt: its blocks joined by nothing"
    case .billingHeader: "a block that clients send for billing; the API takes it out, as far as is known"
    // Tools.
    case .toolPrompt: "the instructions on tools, which depend on tool_choice and on the model"
    case .toolPromptGuessed: "the instructions on tools for a tool_choice that was never recorded with this model"
    case .toolPromptSerialGuessed:
      "the instructions on tools without parallel calls, never recorded with this model: carried over from others"
    case .toolPromptEarly: "the instructions on tools as they were in the beta of May 2024"
    case .serialTools: "the instructions on tools without parallel calls: taken to be the same as with them"
    case .toolDefinitions: "a line of JSON for each tool: description, name and schema, keys sorted at every level"
    case .noToolDefinitions: "the empty list of definitions, where all tools are the API's own or deferred"
    case .undocumentedToolFields: "fields of a tool that no documentation names: taken to be free"
    case .forcedToolName: "the call that the answer must begin with, up to the tool's name"
    case .forcedToolGuessed: "a forced tool, never recorded with this model"
    case .deferredTools: "the note that more tools can be searched for"
    case .inputExamples: "examples of a tool's input: how they are written is not known, two were recorded"
    case .anthropicTool: "the definition and instructions of a tool of Anthropic's, by its version"
    case .anthropicToolUsed: "such a tool once it has been called: the calls' own notes are not known in full"
    case .unknownTool: "a tool of Anthropic's that was never recorded: between nothing and the largest that was"
    // Texts and calls.
    case .text: "text, tiled together with what stands beside it in the turn"
    case .textBeforeCall: "the joint between a text and a call in the same turn"
    case .thinkingBeforeCall: "the joint between thinking and a call that follows it directly"
    case .callOpensAnswer: "the joint between a question and an answer that begins with a call"
    case .newlineBeforeText: "the blank line after results, before an answer that begins with newlines of its own"
    case .textAfterResult: "the joint between a tool result and a text in the same turn"
    case .textAfterText: "a further text after a tool result"
    case .trailingWhiteSpace: "white space at the end of the last user text, free on this model as far as is known"
    case .toolCalls: "calls as markup: names, and arguments in the order sent; ids are free"
    case .parallelCalls: "several calls in one turn, never recorded with this generation"
    case .serverCall: "a call of a tool that the API runs itself, as markup"
    case .toolSearchResult: "the result of a tool search"
    case .toolSearchReference: "a tool found by a tool search: its definition"
    case .webFetchResult: "a page fetched by the API: its text is known, the notes around it only nearly"
    case .usesLeftNote: "the note on how many uses are left"
    // Results.
    case .result: "the text of a tool result in its tag"
    case .resultFrame: "the frame of a tool result that has more than text"
    case .resultText: "a text beside other content in a tool result"
    case .emptyResult: "a tool result without text"
    case .emptyAmongSeveral: "a tool result without text, among several: what stands in its place"
    case .errorResult: "the mark of a tool result that is an error"
    case .errorWithMedia: "the mark of an error that has more than text: never recorded with this generation"
    case .severalResults: "several results in one turn: each is named"
    case .callAndResult: "the frame around a call and its result"
    case .afterResults: "the joint between tool results and what the user says after them"
    case .endsInResult: "a request that ends in a tool result"
    case .endsInResultForced: "a request that ends in a tool result while a call is forced"
    case .toolReference: "a tool named by a result: its definition"
    case .unknownToolReference: "a reference to a tool that the request does not define"
    case .imageInResult: "the frame of an image in a tool result"
    case .imageAfterResult: "the joint between a tool result and an image"
    case .documentInResult: "the frame of a document in a tool result, beside other content"
    case .documentAloneInResult: "the frame of a document that is all of a tool result"
    case .textDocumentInResult: "the frame of a text document in a tool result"
    case .mediaInOneOfSeveral: "an image or document in one of several results: three records"
    case .searchResult: "a search result: text, title, source, and a frame that was seen in six records only"
    case .uncitedSearchResult: "a search result without citations: one record"
    case .toolAddition: "a tool added in mid-conversation: its definition"
    case .toolRemoval: "a tool removed in mid-conversation: its name"
    // Media.
    case .image: "an image: patches of 28 by 28 pixels, after it is scaled down to what the model takes"
    case .imageNeighbour: "the blank line between an image or a PDF and what stands beside it in the turn"
    case .imageNotIncluded:
      "an image whose size the request does not tell: taken to be the largest that the model sees, it may be smaller"
    case .textDocument: "the frame of a text document"
    case .bedrockTextDocument: "the frame of a text document on Bedrock's Converse"
    case .contentDocument: "the frame of a document made of blocks"
    case .bedrockContentDocument: "the frame of a document made of blocks on Bedrock's Converse"
    case .citedTextDocument: "the frame of a text document that is cut into sentences to be cited"
    case .citedContentDocument: "the frame of a document of blocks to be cited"
    case .citations: "the instructions on citations, once"
    case .documentTitle: "a document's title in its tag"
    case .documentContext: "a document's context in its tag"
    case .pdf: "the frame of a PDF; the text of its pages is only as certain as its extraction: 2% of it either way"
    case .citedPDF: "the frame of a PDF to be cited; its text is only as certain as its extraction"
    case .pdfPage: "a page of a PDF as an image: 1,552 tokens in US Letter, other sizes nearly by the rule of images"
    case .pdfPageText: "the text of a page of a PDF"
    case .pdfPageTextRead:
      "the text of a page as read here: the API's own reader may break lines elsewhere, a twelfth of it either way"
    case .pdfPageTextMissing:
      "the text of a page that was not read: a page in print has 300 to 900 tokens, an empty one none, a dense one 4,000"
    case .pdfPageTextCut:
      "the rest of a page's text: reading was given up, since it took more work than a file of that size warrants"
    case .pdfAsText: "a PDF of which the model takes the text only: one record"
    case .unreadablePDF:
      """
      a PDF whose pages cannot be told: taken to be one page, it may be as many as the API takes, of the largest image \
      and 3,000 tokens of text each; what is not read together is at most the window
      """
    case .documentNotIncluded:
      """
      a document that is not in the request: taken to be one page, it may be as many as the API takes, of the largest \
      image and 3,000 tokens of text each; what is not read together is at most the window
      """
    // Thinking.
    case .thinkingEnabled: "the instructions on thinking; the budget is free"
    case .thinkingDate: "the instructions on thinking, which grew by a token in November 2025: the day is not known"
    case .thinkingJoin: "the joint between the instructions on thinking and others"
    case .thinkingBeforeSwitch: "a block of thinking in the running loop, as it was before November 2025"
    case .adaptiveThinking: "the instructions on adaptive thinking: seen with 0 and with 17 tokens"
    case .interleavedThinking: "the instructions of the beta that lets the model think between calls"
    case .interleavedGuessed:
      "the beta that lets the model think between calls, taken for granted: the client is one that sends it"
    case .interleavedUnknown:
      "the beta that lets the model think between calls: it is not known whether the header was sent"
    case .thinking: "a block of thinking"
    case .thinkingInFull: "a block of thinking that the model sees with its frame"
    case .thinkingBeforeText: "the joint between thinking and a text"
    case .thinkingAfterText: "the joint between a text and thinking behind it"
    case .thinkingAfterResult: "the joint between results and thinking that no text follows"
    case .thinkingInView: "thinking that is shown in full: the signature's length agrees with it"
    case .thinkingHidden: "thinking that is not shown: estimated from the length of its signature"
    case .thinkingSummarised: "thinking of which a summary is shown: estimated from the length of its signature"
    case .thinkingWithoutNewlines:
      "thinking that is shown with newlines which the kept text has lost: its length says how many, not which"
    case .thinkingUnsigned: "thinking without a readable signature: what is shown may be a summary"
    case .thinkingSupplied: "thinking whose tokens the API had reported"
    case .thinkingFromOutput: "thinking whose tokens follow from what the API reported of the whole answer"
    case .redactedThinking: "encrypted thinking: estimated from its length"
    // What clients put beside messages.
    case .clientNote: "the wording of a client's note, which is carried as its price"
    case .clientNoteText: "what varies in a client's note: paths, numbers, a prompt"
    case .clientNoteBehindList: "a client's note behind a result that is a list of blocks"
    case .unknownClientNote: "a client's note whose wording is not known: between nothing and three times its record"
    // Settings.
    case .structuredOutput: "the schema of the answer, on lines of its own, in the order sent"
    case .keyOrder:
      "every object of the body has its keys sorted: if that was not the sender, the schema's own order is lost"
    case .taskBudget: "the note on the task's budget"
    case .effort: "the instructions on effort; recorded for low only"
    case .mcpServers: "the tools of MCP servers, which only those servers know"
    case .container: "what a container adds to the prompt is not known"
    case .contextEdits: "edits that the API may apply to the context before it counts: in the worst case little is left"
    // What is not known.
    case .unknownBlock:
      "a block that nobody has counted: between nothing and three times its JSON, or the window where it holds media"
    case .systemTurnUnsupported: "a role that this generation does not have"
    case .recordedDashes: "hyphens between words in a stored body: the store may have put them in place of em dashes"
    case .unmeasuredModel: "a model of which few requests or none were recorded: a neighbour's rules stand in"
    case .outsideMessages: "what the API counted beyond the messages: system prompt, tools, reminders"
    case .threadHistory: "the history of a thread, which the server holds: between nothing and the whole window"
    case .compactionFrame: "what stands around the summary of a compaction: within 30 tokens, not recorded"
    case .compactionOffer: "the offer to compact, where the conversation is still below the trigger: two records"
    case .compactionPass: "what is asked for where the conversation is to be compacted: three records"
    case .unknownField: "a field that is not known: between nothing and all of its text"
    case .unreadRows: "rows of the session that could not be read: each byte may be a token"
    case .unnotedGrowth: "what a client may add between two calls without a row for it: reminders, texts of hooks"
    case .substituteModel: "a model that is not known: another's rules stand in, and its text may count differently"
    }
  }
}
