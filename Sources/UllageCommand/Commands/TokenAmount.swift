import ArgumentParser

extension TokenAmount: ExpressibleByArgument {}
