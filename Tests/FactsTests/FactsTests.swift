// FactsTests
