"""Person names in many character sets, encoded by pydicom; standard input has cases, standard output bytes as hex."""
import json
import sys

from pydicom.charset import convert_encodings, encode_string
from pydicom.valuerep import PersonName

out = []
for terms, name in json.load(sys.stdin):
    encodings = convert_encodings(terms if len(terms) > 1 else terms[0])
    encoded = PersonName(name, encodings).encode(encodings)
    back = str(PersonName(encoded, encodings).decode(encodings))
    out.append([encoded.hex(), back])
print(json.dumps(out))
