import Wire

/// Documents that differ from a good one in one place: a value of another kind, a member too many or one missing.
public func mutants(of json: JSON) -> [JSON] {
  let others: [JSON] = [.null, true, 0, -1, .real(1.5), "", "a", "/a/..", [], ["a"], [.null], .object([:]), ["a": 1]]
  var result = others
  switch json {
  case .array(let values):
    for (index, value) in values.enumerated() {
      for mutant in mutants(of: value) {
        var changed = values
        changed[index] = mutant
        result.append(.array(changed))
      }
      var shorter = values
      shorter.remove(at: index)
      result.append(.array(shorter))
    }
    result.append(.array(values + [.null]))
  case .object(let object):
    for (name, value) in object.members {
      for mutant in mutants(of: value) {
        var changed = object
        changed[name] = mutant
        result.append(.object(changed))
      }
      var shorter = object
      shorter[name] = nil
      result.append(.object(shorter))
      shorter["x-\(name)"] = value
      result.append(.object(shorter))
    }
    var longer = object
    longer["unknown"] = 1
    result.append(.object(longer))
  default: break
  }
  return result
}
