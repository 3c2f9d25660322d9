-- How values are read: each of these takes octets, and gives text in UTF-8, or nil.
-- Wireshark 4.0 cuts the text of `range:string()` to as many octets as the range has, so it is not
-- asked.

local WIDEST_INTEGER = 8

-- What UTF-8 is made of: RFC 3629, section 4.
local UTF_8 = {
  "^[\1-\127]+",
  "^[\194-\223][\128-\191]",
  "^\224[\160-\191][\128-\191]",
  "^[\225-\236\238\239][\128-\191][\128-\191]",
  "^\237[\128-\159][\128-\191]",
  "^\240[\144-\191][\128-\191][\128-\191]",
  "^[\241-\243][\128-\191][\128-\191][\128-\191]",
  "^\244[\128-\143][\128-\191][\128-\191]",
}

local function after_character(octets, at)
  for _, pattern in ipairs(UTF_8) do
    local _, last = octets:find(pattern, at)
    if last then
      return last + 1
    end
  end
end

local function is_utf_8(octets)
  local at = 1
  while at and at <= #octets do
    at = after_character(octets, at)
  end
  return at ~= nil
end

local function from_latin_1(octet)
  local number = octet:byte()
  return string.char(192 + math.floor(number / 64), 128 + number % 64)
end


-- A C-octet string, to its NUL if it has one; what is not UTF-8 is Latin-1.
local function characters(octets)
  local text = octets:match("^[^\0]*")
  return is_utf_8(text) and text or (text:gsub("[\128-\255]", from_latin_1))
end

-- One line of text without control characters.
local function line(text)
  if text and is_utf_8(text) and not text:find("[\0-\31\127]") then
    return not text:find("\194[\128-\159]") and text or nil
  end
end

local function printable(octets)
  return line((octets:gsub("\0$", "")))
end

local function hexadecimal(octets)
  return (octets:gsub(".", function(octet) return ("%02x"):format(octet:byte()) end))
end

local function decimal(octets, little)
  local number = UInt64(0)
  for octet in (little and octets:reverse() or octets):gmatch(".") do
    number = number:lshift(8):bor(octet:byte())
  end
  return tostring(number)
end

-- Digits written out, or else the number they make, in binary.
local function digits(octets, little)
  local text = printable(octets)
  if text or #octets > WIDEST_INTEGER then
    return text
  end
  return decimal(octets, little)
end

-- Packed decimal; a last half octet of 15 fills an odd count.
local function packed(octets, little)
  local halves = hexadecimal(octets)
  if little then
    halves = halves:gsub("(.)(.)", "%2%1")
  end
  return halves:gsub("f$", ""):match("^%d+$")
end

local function from_code_point(point)
  if point < 128 then
    return string.char(point)
  elseif point < 2048 then
    return string.char(192 + math.floor(point / 64), 128 + point % 64)
  end
  local tail = string.char(128 + math.floor(point / 64) % 64, 128 + point % 64)
  if point < 65536 then
    return string.char(224 + math.floor(point / 4096)) .. tail
  end
  local high = math.floor(point / 4096)
  return string.char(240 + math.floor(high / 64), 128 + high % 64) .. tail
end

-- The character that begins at a place in UTF-16, and the place behind it; nil if it is half of one.
local function utf_16_character(units, at)
  local unit, low = units[at], units[at + 1]
  if unit < 0xD800 or unit > 0xDFFF then
    return from_code_point(unit), at + 1
  elseif unit < 0xDC00 and low and low >= 0xDC00 and low <= 0xDFFF then
    return from_code_point(0x10000 + (unit - 0xD800) * 1024 + low - 0xDC00), at + 2
  end
end

local function ucs2(octets, little)
  local units, pieces, at = {}, {}, 1
  for one, other in octets:gmatch("(.)(.)") do
    local high, low = (little and other or one):byte(), (little and one or other):byte()
    units[#units + 1] = 256 * high + low
  end
  while at and at <= #units do
    pieces[#pieces + 1], at = utf_16_character(units, at)
  end
  if at and #octets % 2 == 0 then
    return line((table.concat(pieces):gsub("\0$", "")))
  end
end

local DAYS = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }
local UNITS = { "y", "months", "d", "h", "min", "s" }

local function is_moment(year, month, day, hour, minute, second)
  local leap = month == 2 and year % 4 == 0 and 1 or 0
  return DAYS[month] and day >= 1 and day <= DAYS[month] + leap
    and hour < 24 and minute < 60 and second < 60
end

local function span(numbers)
  local pieces = {}
  for place, unit in ipairs(UNITS) do
    if numbers[place] > 0 then
      pieces[#pieces + 1] = ("%d %s"):format(numbers[place], unit)
    end
  end
  return "in " .. (#pieces > 0 and table.concat(pieces, " ") or "0 s")
end

-- A time of SMPP (3.4, 7.1.1), YYMMDDhhmmsstnnp, in words; what is none stays as it is.
local function time(octets)
  local text = printable(octets)
  local parts = { (text or ""):match("^" .. ("(%d%d)"):rep(6) .. "(%d)(%d%d)([-+R])$") }
  local sign, numbers = parts[9], {}
  for place = 1, sign and 8 or 0 do
    numbers[place] = math.floor(tonumber(parts[place]))
  end
  if sign == "R" then
    return span(numbers)
  elseif sign then
    local year, month, day, hour, minute, second, tenths, quarters = table.unpack(numbers)
    year = year + (year >= 38 and 1900 or 2000)
    if is_moment(year, month, day, hour, minute, second) then
      return ("%d-%02d-%02d %02d:%02d:%02d.%d UTC%s%02d:%02d"):format(year, month, day, hour,
        minute, second, tenths, sign, math.floor(quarters / 4), 15 * (quarters % 4))
    end
  end
  return text
end

-- By kind; a value that is none of its kind is told in hexadecimal.
local READERS = {
  cstring = characters,
  digits = digits,
  time = time,
  ucs2 = ucs2,
  bcd = packed,
  hex = hexadecimal,
}

