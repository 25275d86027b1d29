"""A sentence splitter as a network of seven kilobytes, by rules and without training.

Stock Argos Translate cuts its input with MiniSBD, which fetches a model from the network unless the package
brings one. With this one in ``minisbd/rules.onnx`` it works offline, so its output can be compared with ours.

The graph takes character numbers ``units`` [texts, characters] and gives scores [texts, characters, 3] for
"goes on", "word ends" and "sentence ends": a sentence ends at ``.``, ``!``, ``?`` or ``…``, or at a closing
mark after one, if a space follows and no small letter after that.

Needs the library ``onnx``, only here.
"""

from __future__ import annotations

import json
import string

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

_UKRAINIAN = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
_SPANISH = "áéíóúüñ"
_UNITS = [
    "<PAD>",
    "<UNK>",
    *string.printable[:95],
    *_UKRAINIAN,
    *_UKRAINIAN.upper(),
    *_SPANISH,
    *_SPANISH.upper(),
    *"«»“”‘’„…—–¿¡№",
]
_CLASSES = {
    "ends": set(".!?…"),
    "closes": set("\"'»”’)"),
    "space": {" ", "<PAD>"},
    "small": set(string.ascii_lowercase + _UKRAINIAN + _SPANISH),
}


def splitter() -> bytes:
    """The network as a file's content."""
    model = helper.make_model(_graph(), opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    vocabulary = {
        "lang": "xx",
        "idx": 0,
        "cutoff": 0,
        "lower": False,
        "_id2unit": _UNITS,
        "_unit2id": {unit: number for number, unit in enumerate(_UNITS)},
    }
    config = {
        "skip_newline": False,
        "max_seqlen": 1000,
        "no_ssplit": False,
        "batch_size": 32,
        "feat_funcs": ["space_before"],
        "use_dictionary": False,
        "num_dict_feat": 0,
    }
    properties = {
        "lang_code": "xx",
        "lexicon": "null",
        "config": json.dumps(config),
        "vocab": json.dumps(vocabulary, ensure_ascii=False),
    }
    helper.set_model_props(model, properties)
    onnx.checker.check_model(model)
    content: bytes = model.SerializeToString()
    return content


def _graph() -> onnx.GraphProto:
    """The rule as operations on whole texts; ``x_u`` is x with one more dimension."""
    constants = {
        name: np.array([float(unit in members) for unit in _UNITS], np.float32)
        for name, members in _CLASSES.items()
    }
    constants |= {"one": np.array(1.0, np.float32), "zero": np.array(0.0, np.float32)}
    constants |= {
        name: np.array(value, np.int64)
        for name, value in {
            "from_0": [0],
            "from_1": [1],
            "from_2": [2],
            "to_last": [-1],
            "to_end": [2**31 - 1],
            "axis_1": [1],
            "axis_2": [2],
            "right_1": [0, 0, 0, 1],
            "right_2": [0, 0, 0, 2],
            "left_1": [0, 1, 0, 0],
        }.items()
    }
    steps = [
        *(("Gather", f"{name} units", f"is_{name}") for name in _CLASSES),
        ("Slice", "is_space from_1 to_end axis_1", "space_shifted"),
        ("Pad", "space_shifted right_1 one", "space_follows"),
        ("Slice", "is_small from_2 to_end axis_1", "small_shifted"),
        ("Pad", "small_shifted right_2 zero", "small_after_space"),
        ("Slice", "is_ends from_0 to_last axis_1", "ends_shifted"),
        ("Pad", "ends_shifted left_1 zero", "after_end"),
        ("Mul", "is_closes after_end", "closes_sentence"),
        ("Max", "is_ends closes_sentence", "mark"),
        ("Sub", "one small_after_space", "no_small_letter"),
        ("Mul", "mark space_follows", "mark_and_space"),
        ("Mul", "mark_and_space no_small_letter", "stop"),
        ("Sub", "one stop", "go"),
        ("Mul", "stop zero", "word"),
        *(("Unsqueeze", f"{name} axis_2", f"{name}_u") for name in ("go", "word", "stop")),
    ]
    nodes = [helper.make_node(operation, inputs.split(), [output]) for operation, inputs, output in steps]
    nodes.append(helper.make_node("Concat", ["go_u", "word_u", "stop_u"], ["pred"], axis=2))
    return helper.make_graph(
        nodes,
        "rules",
        [
            helper.make_tensor_value_info("units", TensorProto.INT64, ["B", "T"]),
            helper.make_tensor_value_info("features", TensorProto.FLOAT, ["B", "T", "F"]),
        ],
        [helper.make_tensor_value_info("pred", TensorProto.FLOAT, ["B", "T", 3])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
