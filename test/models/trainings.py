"""Names that a training reads from one of its own modules which has none such: a stage that is run seldom ends so."""
import ast
import importlib
import pathlib
import sys

trainings = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(trainings))
for script in sorted(trainings.glob('*.py')):
    tree = ast.parse(script.read_text())
    modules = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            package = importlib.import_module(node.module)
            for name in node.names:
                found = getattr(package, name.name, None)
                if found is None and not hasattr(package, '__path__'):
                    print(f'{script.name}: {node.module}.{name.name}')
                elif found is None:
                    modules[name.asname or name.name] = importlib.import_module(f'{node.module}.{name.name}')
                elif isinstance(found, type(ast)):
                    modules[name.asname or name.name] = found
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            if not hasattr(modules[node.value.id], node.attr):
                print(f'{script.name}: {node.value.id}.{node.attr}')
