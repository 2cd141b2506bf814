"""The tree grown again from the entry bodies alone: what an auditor computes."""

from inspect_app.audit.merkle import leaf_hash, new_nodes, root_of

Nodes = dict[tuple[int, int], bytes]


class Replay:
    """A growing tree that keeps only its right edge; `fresh` collects the subtrees that appeared."""

    def __init__(self) -> None:
        self.size = 0
        self.edge: Nodes = {}
        self.fresh: Nodes = {}

    def add(self, index: int, body: bytes) -> None:
        """The next entry; ValueError when it is not the next one."""
        if index != self.size:
            raise ValueError(f"entry {self.size} is missing")
        for level, node_index, value in new_nodes(index, leaf_hash(body), lambda lv, ix: self.edge[lv, ix]):
            self.edge[level, node_index] = self.fresh[level, node_index] = value
            if level:  # a growing tree never asks for the two halves of a whole subtree again
                self.edge.pop((level - 1, 2 * node_index), None)
                self.edge.pop((level - 1, 2 * node_index + 1), None)
        self.size += 1

    def root(self) -> bytes:
        """The root over all entries so far."""
        return root_of(self.size, lambda level, index: self.edge[level, index])

    def taken(self) -> Nodes:
        """What appeared since the last call."""
        fresh, self.fresh = self.fresh, {}
        return fresh
