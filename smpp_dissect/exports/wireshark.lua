-- The post-dissector; `profile`, above, is a table. By tag it has a list of TLVs, for a tag may mean
-- something else in other PDUs.

local tags = Field.new("smpp.opt_param_tag")
local lengths = Field.new("smpp.opt_param_len")
local pdus = Field.new("smpp")
local command_ids = Field.new("smpp.command_id")
local sequence_numbers = Field.new("smpp.sequence_number")

-- By a TLV's size in octets; what is wider is a uint64.
local WIDTHS = { "uint8", "uint16", "uint24", "uint32" }

-- Wireshark may have a protocol of the profile's name already.
local function declare(name, title)
  local free, protocol = pcall(Proto, name, title)
  if free then
    return protocol, name
  end
  name = name .. "_smpp"
  return Proto(name, title .. " (" .. name .. ")"), name
end

local protocol, prefix = declare(profile.name, profile.title)
local fields = {}

local function add_field(kind, abbreviation, ...)
  local field = ProtoField[kind](abbreviation, ...)
  fields[#fields + 1] = field
  return field
end

local function values_of(enum)
  return next(enum) and enum or nil
end

-- Wireshark draws bits that stand side by side, most significant first, in numbers it can mask.
local function mask_of(bits, octets)
  for place = 2, #bits.order do
    if bits.order[place] ~= bits.order[place - 1] - 1 then
      return nil
    end
  end
  return WIDTHS[octets] and 2 ^ (bits.order[1] + 1) - 2 ^ bits.order[#bits.order] or nil
end

local function declare_bits(tlv, bits)
  bits.mask = mask_of(bits, tlv.most)
  bits.field = add_field(bits.mask and WIDTHS[tlv.most] or "uint64",
    tlv.abbreviation .. "." .. bits.name, bits.name, base.DEC, values_of(bits.enum), bits.mask,
    bits.meaning)
  for _, bit in ipairs(bits.order) do
    tlv.known = tlv.known:bor(UInt64(1):lshift(bit))
  end
end

local function declare_integer(tlv)
  if #tlv.bits > 0 then
    tlv.field = add_field(WIDTHS[tlv.most] or "uint64", tlv.abbreviation, tlv.name, base.HEX, nil,
      nil, tlv.meaning)
    tlv.known = UInt64(0)
    for _, bits in ipairs(tlv.bits) do
      declare_bits(tlv, bits)
    end
  else
    tlv.field = add_field(tlv.signed and "int64" or "uint64", tlv.abbreviation, tlv.name, base.DEC,
      values_of(tlv.enum), nil, tlv.meaning)
  end
end

local function declare_tlv(tlv)
  tlv.abbreviation = prefix .. "." .. tlv.name
  if tlv.kind == "integer" then
    declare_integer(tlv)
  elseif tlv.kind == "octets" then
    tlv.field = add_field("bytes", tlv.abbreviation, tlv.name, base.NONE, tlv.meaning)
  else
    tlv.field = add_field("string", tlv.abbreviation, tlv.name, base.UNICODE, tlv.meaning)
  end
end

for _, meant in pairs(profile.tlvs) do
  for _, tlv in ipairs(meant) do
    declare_tlv(tlv)
  end
end
protocol.fields = fields

local function is_zero(value)
  return value == UInt64(0)
end

local function hex_number(value)
  return "0x" .. value:tohex():gsub("^0+", "")
end

-- The number that the listed bits of `value` make, the most significant first.
local function bits_number(bits, value)
  local number = UInt64(0)
  for _, bit in ipairs(bits.order) do
    number = number:lshift(1):bor(value:rshift(bit):band(1))
  end
  return number
end

local function reading(bits, number)
  return bits.enum[number:tonumber()] or (bits.name .. " " .. tostring(number))
end

-- What the bits say, in a line; a field that depends on another is told behind that one.
local function summary(tlv, numbers)
  local pieces, place = {}, {}
  for _, bits in ipairs(tlv.bits) do
    local number = numbers[bits.name]
    if not is_zero(number) or bits.told_when_zero then
      local owner = place[bits.only_if]
      if owner then
        pieces[owner] = pieces[owner] .. ": " .. reading(bits, number)
      elseif bits.only_if == "" then
        pieces[#pieces + 1] = reading(bits, number)
        place[bits.name] = #pieces
      end
    end
  end
  return table.concat(pieces, ", ")
end

local function add_bits(item, tlv, range, value)
  local numbers = {}
  for _, bits in ipairs(tlv.bits) do
    local number = bits_number(bits, value)
    numbers[bits.name] = number
    local part = item:add(bits.field, range, bits.mask and value:lower() or number)
    if bits.only_if ~= "" and is_zero(numbers[bits.only_if]) then
      part:set_text(bits.name .. ": " .. tostring(number) .. ", no meaning without " .. bits.only_if)
    end
  end
  local strays = value:band(tlv.known:bnot())
  if not is_zero(strays) then
    item:add(range, "bits not in the profile: " .. hex_number(strays))
  end
  item:append_text(" (" .. summary(tlv, numbers) .. ")")
end

local function add_integer(tree, tlv, range)
  if range:len() == 0 or range:len() > WIDEST_INTEGER then
    return tree:add(range, tlv.name .. ": no integer of 1 to 8 octets")
  end
  local reader = (tlv.little and "le_" or "") .. (tlv.signed and "int64" or "uint64")
  local value = range[reader](range)
  if #tlv.bits == 0 then
    return tree:add(tlv.field, range, value)
  end
  local item
  if WIDTHS[tlv.most] and not is_zero(value:rshift(8 * tlv.most)) then
    item = tree:add(range, tlv.name .. ": " .. hex_number(value))
  else
    item = tree:add(tlv.field, range, WIDTHS[tlv.most] and value:lower() or value)
  end
  add_bits(item, tlv, range, value)
  return item
end

local function add_octets(tree, tlv, range)
  local octets = range:raw()
  local meaning = tlv.enum[printable(octets) or hexadecimal(octets)]
  local item = tree:add(tlv.field, range)
  local text = meaning or octets:match("^([\32-\126]+)\0?$")
  if text then
    item:append_text(" (" .. text .. ")")
  end
  return item
end

local function add_text(tree, tlv, range)
  local octets = range:raw()
  local text = READERS[tlv.kind](octets, tlv.little) or hexadecimal(octets)
  local item = tree:add(tlv.field, range, text)
  if tlv.enum[text] then
    item:append_text(" (" .. tlv.enum[text] .. ")")
  end
  return item
end

local ADD = { integer = add_integer, octets = add_octets }

-- Characters may come with their NUL or without, and be one more than told.
local function fits(tlv, octets)
  local most = tlv.most
  if tlv.kind == "digits" and #octets <= WIDEST_INTEGER and not printable(octets) then
    return true
  elseif tlv.ended then
    most = most + (octets:sub(-1) == "\0" and 2 or 1)
  end
  return #octets >= tlv.least and #octets <= most
end

local function add_tlv(tree, tlv, source, offset, length)
  local whole = source:range(offset, length)
  if length < tlv.skip then
    tree:add(whole, tlv.name .. ": too short")
    return
  end
  local add = ADD[tlv.kind] or add_text
  local item = add(tree, tlv, source:range(offset + tlv.skip, length - tlv.skip))
  if not fits(tlv, whole:raw()) then
    local range = tlv.least == tlv.most and tlv.most or tlv.least .. " to " .. tlv.most
    item:append_text(" [length " .. length .. ", not " .. range .. "]")
  end
end

-- Tells which PDU of the frame a TLV is of. Both come in the order of the wire, so the PDUs are
-- gone through once; a frame may have octets of its own and others put together from segments.
local function is_in(pdu, tag)
  return tag.offset >= pdu.offset and tag.offset < pdu.offset + pdu.len and tag.source == pdu.source
end

local function find_pdu(state, tag)
  local at = state.at
  while state.pdus[at] and not is_in(state.pdus[at], tag) do
    at = at + 1
  end
  if state.pdus[at] and at ~= state.at then
    state.at, state.tree = at, nil
  end
end

local function value_of(field)
  return field and field.value
end

local function tree_of(root, state, tag)
  if not state.tree then
    local pdu = state.pdus[state.at]
    state.tree = root:add(protocol, pdu and pdu.range or tag.range)
    state.tree:append_text(", Seq: " .. tostring(value_of(state.numbers[state.at])))
  end
  return state.tree
end

-- What a tag means in a PDU. If it means one thing only, it means that in every PDU.
local function meaning_of(tag, command)
  local meant = profile.tlvs[tag] or {}
  if #meant < 2 then
    return meant[1]
  end
  local elsewhere
  for _, tlv in ipairs(meant) do
    if tlv.commands[command] then
      return tlv
    elseif not next(tlv.commands) then
      elsewhere = elsewhere or tlv
    end
  end
  return elsewhere
end

function protocol.dissector(_, _, root)
  local found = { tags() }
  if #found == 0 then
    return
  end
  local sizes, commands = { lengths() }, { command_ids() }
  local state = { pdus = { pdus() }, numbers = { sequence_numbers() }, at = 1 }
  for place, tag in ipairs(found) do
    find_pdu(state, tag)
    local tlv, size = meaning_of(tag.value, value_of(commands[state.at])), sizes[place]
    if tlv and size and size.offset == tag.offset + 2 then
      local offset = size.offset + 2
      if offset + size.value <= tag.source:len() then
        add_tlv(tree_of(root, state, tag), tlv, tag.source, offset, size.value)
      end
    end
  end
end

register_postdissector(protocol)
