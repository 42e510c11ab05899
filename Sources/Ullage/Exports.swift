// One import for the whole counting core.
@_exported public import ContextPlanning
@_exported public import MessagesAPI
@_exported public import ModelCatalog
@_exported public import RequestCounting
@_exported public import Tokenization
