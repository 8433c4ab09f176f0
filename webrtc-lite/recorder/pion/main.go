// Records session descriptions of pion (Go module github.com/pion/webrtc/v4 v4.0.10): go mod tidy && go run . FOLDER
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/pion/webrtc/v4"
)

type section struct {
	kind      webrtc.RTPCodecType
	direction webrtc.RTPTransceiverDirection
}

var (
	video = webrtc.RTPCodecTypeVideo
	audio = webrtc.RTPCodecTypeAudio
)

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func track(kind webrtc.RTPCodecType) webrtc.TrackLocal {
	mime := webrtc.MimeTypeH264
	if kind == audio {
		mime = webrtc.MimeTypeOpus
	}
	return must(webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: mime}, kind.String(), "camera"))
}

func record(folder, name string, sections []section, data bool) {
	offerer := must(webrtc.NewPeerConnection(webrtc.Configuration{}))
	answerer := must(webrtc.NewPeerConnection(webrtc.Configuration{}))
	for _, each := range sections {
		must(offerer.AddTransceiverFromKind(each.kind, webrtc.RTPTransceiverInit{Direction: each.direction}))
	}
	if data {
		must(offerer.CreateDataChannel("data", nil))
	}
	write := func(what, sdp string) {
		file := filepath.Join(folder, fmt.Sprintf("pion-%s-%s.sdp", name, what))
		must(0, os.WriteFile(file, []byte(sdp), 0o644))
	}
	offer := must(offerer.CreateOffer(nil))
	write("offer", offer.SDP)
	gathered := webrtc.GatheringCompletePromise(offerer)
	must(0, offerer.SetLocalDescription(offer))
	<-gathered
	write("gathered-offer", offerer.LocalDescription().SDP)
	for _, each := range sections {
		must(answerer.AddTrack(track(each.kind)))
	}
	must(0, answerer.SetRemoteDescription(offer))
	answer := must(answerer.CreateAnswer(nil))
	write("answer", answer.SDP)
	gathered = webrtc.GatheringCompletePromise(answerer)
	must(0, answerer.SetLocalDescription(answer))
	<-gathered
	write("gathered-answer", answerer.LocalDescription().SDP)
	must(0, offerer.Close())
	must(0, answerer.Close())
}

func main() {
	both := webrtc.RTPTransceiverDirectionSendrecv
	receive := webrtc.RTPTransceiverDirectionRecvonly
	viewer := []section{{video, receive}, {audio, both}}
	record(os.Args[1], "viewer", viewer, false)
	record(os.Args[1], "talk", []section{{audio, both}, {video, both}}, false)
	record(os.Args[1], "data", viewer, true)
}
