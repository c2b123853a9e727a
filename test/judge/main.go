// Judges what dkis has published by github.com/transparency-dev/merkle, the library of
// the transparency logs themselves: `judge receipt PROOF NOTE`, `judge grows PROOF OLD
// NEW`, as tools/verify has them. Prints ok, or why not and ends with 1.
package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
)

type note struct {
	origin string
	size   uint64
	root   []byte
}

type said struct {
	Origin  string   `json:"origin"`
	Size    uint64   `json:"size"`
	OldSize uint64   `json:"old_size"`
	NewSize uint64   `json:"new_size"`
	Index   uint64   `json:"index"`
	Record  []byte   `json:"record"`
	Path    [][]byte `json:"path"`
}

func readNote(path string) (note, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return note{}, err
	}
	lines := strings.Split(string(text), "\n")
	if len(lines) < 3 {
		return note{}, errors.New("no checkpoint")
	}
	size, err := strconv.ParseUint(lines[1], 10, 64)
	if err != nil {
		return note{}, err
	}
	if strconv.FormatUint(size, 10) != lines[1] { // one way to write it
		return note{}, errors.New("no checkpoint")
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	return note{lines[0], size, root}, err
}

func readProof(path string) (p said, err error) {
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	return p, err
}

func receipt(p said, n note) error {
	if p.Origin != n.origin || p.Size != n.size {
		return errors.New("the proof is of another tree")
	}
	leaf := rfc6962.DefaultHasher.HashLeaf(p.Record)
	return proof.VerifyInclusion(rfc6962.DefaultHasher, p.Index, n.size, leaf, p.Path, n.root)
}

func grows(p said, from, to note) error {
	if p.Origin != from.origin || p.Origin != to.origin || p.OldSize != from.size || p.NewSize != to.size {
		return errors.New("the proof is of other trees")
	}
	return proof.VerifyConsistency(rfc6962.DefaultHasher, from.size, to.size, p.Path, from.root, to.root)
}

func judge(arguments []string) error {
	if len(arguments) < 3 {
		return errors.New("judge receipt PROOF NOTE | judge grows PROOF OLD NEW")
	}
	p, err := readProof(arguments[1])
	if err != nil {
		return err
	}
	first, err := readNote(arguments[2])
	if err != nil || arguments[0] == "receipt" {
		return errors.Join(err, receipt(p, first))
	}
	second, err := readNote(arguments[3])
	return errors.Join(err, grows(p, first, second))
}

func main() {
	if err := judge(os.Args[1:]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("ok")
}
