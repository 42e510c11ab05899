// One import for the whole counting core: what its functions take and return is visible with them.
@_exported public import ContextPlanning
@_exported public import JSONText
@_exported public import MessagesAPI
@_exported public import ModelCatalog
@_exported public import RequestChecking
@_exported public import RequestCounting
@_exported public import Tokenization
