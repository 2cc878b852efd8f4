#!/usr/bin/env bash
# Of: onnxruntime 1.31.1 (CPU, Python), ai.onnx.ml LinearClassifier, two classes, one row of coefficients, post_transform NONE.
# Guess, before it was run: one row is as good as two, class 1 where s > 0. Then, with the scores for s = -2, 0, 2 seen and
# before that for 0.4: the label is the class of the larger score, so that whoever computes scores alone, as private
# inference does, may take that.
# Behaviour: the label is class 1 where s > 0, but the scores are 1 - s and s, as if s were a probability. For s
# between 0 and 1/2 the larger score is that of the *other* class. SOFTMAX changes nothing: the scores are as with NONE.
# With two rows of coefficients, (-w, w), label and scores agree everywhere.
# Seen: s = 0.4: label 1, scores 0.6 and 0.4, NONE and SOFTMAX alike; two rows: label 1, scores -0.4 and 0.4.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv v
v/bin/pip install --quiet --disable-pip-version-check onnx==1.23.2 onnxruntime==1.31.1 numpy==2.4.6
cat > classify.py <<'PY'
import numpy as np
import onnxruntime
from onnx import TensorProto, helper

def classify(coefficients, transform):
    node = helper.make_node(
        "LinearClassifier", ["x"], ["label", "scores"], domain="ai.onnx.ml",
        coefficients=coefficients, intercepts=[0.0] * len(coefficients),
        classlabels_ints=[0, 1], post_transform=transform)
    graph = helper.make_graph([node], "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [3, 1])],
        [helper.make_tensor_value_info("label", TensorProto.INT64, [3]),
         helper.make_tensor_value_info("scores", TensorProto.FLOAT, [3, 2])])
    opsets = [helper.make_opsetid("", 13), helper.make_opsetid("ai.onnx.ml", 3)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    labels, scores = session.run(None, {"x": np.array([[-2], [0.4], [2]], np.float32)})
    for s, label, pair in zip((-2, 0.4, 2), labels, scores):
        print(f"  s = {s}: label {label}, scores {pair[0]:.1f} {pair[1]:.1f}, larger: {pair.argmax()}")

for coefficients, transform in (([1.0], "NONE"), ([1.0], "SOFTMAX"), ([-1.0, 1.0], "NONE")):
    print(len(coefficients), "row(s),", transform)
    classify(coefficients, transform)
PY
seen=$(v/bin/python classify.py)
echo "$seen"
one="  s = -2: label 0, scores 3.0 -2.0, larger: 0
  s = 0.4: label 1, scores 0.6 0.4, larger: 0
  s = 2: label 1, scores -1.0 2.0, larger: 1"
expected="1 row(s), NONE
$one
1 row(s), SOFTMAX
$one
2 row(s), NONE
  s = -2: label 0, scores 2.0 -2.0, larger: 0
  s = 0.4: label 1, scores -0.4 0.4, larger: 1
  s = 2: label 1, scores -2.0 2.0, larger: 1"
[ "$seen" = "$expected" ] || { echo "CHANGED: expected a label against the larger score"; exit 1; }
