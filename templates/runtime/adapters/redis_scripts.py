"""What Redis does in one atomic step."""

APPLY = r"""
-- Each step is a name, the number of a key, a member and a value. Checks come before
-- writes: the first that fails ends the script, which returns its position.
for at = 1, #ARGV, 4 do
  local step, member, value = ARGV[at], ARGV[at + 2], ARGV[at + 3]
  local key = KEYS[tonumber(ARGV[at + 1])]
  local holds = true
  if step == "same" then
    holds = redis.call("HGET", key, member) == value
  elseif step == "free" then
    holds = redis.call("HEXISTS", key, member) == 0
  elseif step == "own" then
    local owner = redis.call("HGET", key, member)
    holds = not owner or owner == value
  elseif step == "there" then
    holds = redis.call("HEXISTS", key, member) == 1
  elseif step == "count" then
    local last = "(" .. member .. "\255"
    holds = redis.call("ZLEXCOUNT", key, "[" .. member, last) == tonumber(value)
  elseif step == "put" then
    redis.call("HSET", key, member, value)
  elseif step == "drop" then
    redis.call("HDEL", key, member)
  elseif step == "add" then
    redis.call("ZADD", key, 0, member)
  elseif step == "remove" then
    redis.call("ZREM", key, member)
  elseif step == "raise" then
    -- Numbers of 64 bits are compared as text: those of Lua have 53.
    local last = redis.call("GET", key) or "0"
    if #value > #last or (#value == #last and value > last) then
      redis.call("SET", key, value)
    end
  end
  if not holds then
    return (at - 1) / 4
  end
end
return nil
"""

PAGE = r"""
-- A window of an index, by rank or from one member to another: its last member, and
-- its records as one JSON array, which is faster to read than many texts. Members end
-- with the key of their record and its length.
local members
if ARGV[1] == "rank" then
  members = redis.call("ZRANGE", KEYS[2], ARGV[2], ARGV[3])
else
  members = redis.call("ZRANGEBYLEX", KEYS[2], ARGV[2], ARGV[3], "LIMIT", 0, ARGV[4])
end
local keys, records = {}, {}
for at, member in ipairs(members) do
  keys[at] = member:sub(-4 - struct.unpack(">I4", member:sub(-4)), -5)
end
-- The stack of Lua is limited.
for at = 1, #keys, 1000 do
  local last = math.min(at + 999, #keys)
  local found = redis.call("HMGET", KEYS[1], unpack(keys, at, last))
  for _, record in ipairs(found) do
    records[#records + 1] = record or nil
  end
end
return {members[#members] or "", "[" .. table.concat(records, ",") .. "]"}
"""

FIND = r"""
-- The record that has unique values.
local key = redis.call("HGET", KEYS[2], ARGV[1])
return key and redis.call("HGET", KEYS[1], key)
"""
