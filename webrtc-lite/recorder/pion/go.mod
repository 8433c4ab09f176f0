module recorder

go 1.21

require github.com/pion/webrtc/v4 v4.0.10
